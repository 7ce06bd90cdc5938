using System.Text;
using MsgStore.Cli.Entrance;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mime;

namespace MsgStore.Cli.Mbox;

/// <summary>Writes a folder's messages to an mbox file of the mboxrd kind.</summary>
/// <param name="session">The folder.</param>
/// <param name="output">The file.</param>
/// <param name="bar">Shows how far it is.</param>
/// <param name="unreadable">Takes the messages that are left out, or cut short where the output cannot go back.</param>
internal sealed class MboxExport(IMailboxSession session, Stream output, ProgressBar bar, Unreadable unreadable)
{
    private const int MaxHeaderOctets = 64 * 1024;

    /// <summary>Writes them all.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var (done, written) = (0, 0);
        foreach (var message in session.Messages)
        {
            written += await TryWriteAsync(message, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            bar.Show($"exported  {session.Path}", ++done, session.Messages.Count);
        }
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    private async ValueTask<bool> TryWriteAsync(MessageInfo message, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(message, cancellationToken).ConfigureAwait(false);
        if (source is null)
            return false;
        await using (source.ConfigureAwait(false))
        {
            var start = output.CanSeek ? output.Position : -1;
            await WriteAsync(message, source, cancellationToken).ConfigureAwait(false);
            if (source.Failure is not { } failure)
                return true;
            unreadable.Add(session.Path, message.Uid, failure);
            if (start < 0)
                return true;
            output.SetLength(start);
            output.Position = start;
            return false;
        }
    }

    private async ValueTask<FaultTolerantStream?> OpenAsync(MessageInfo message, CancellationToken cancellationToken)
    {
        try
        {
            return new FaultTolerantStream(await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (Unreadable.IsOfOne(exception))
        {
            unreadable.Add(session.Path, message.Uid, exception);
            return null;
        }
    }

    private async ValueTask WriteAsync(MessageInfo message, FaultTolerantStream stream, CancellationToken cancellationToken)
    {
        var sender = SenderOf((await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false)).Octets.Span);
        stream.Position = 0;
        var writer = new MboxWriter(output);
        writer.Begin(new FromLine(sender, message.InternalDate));
        await output.WriteAsync(StatusFields.Write(message.Flags, message.Keywords), cancellationToken).ConfigureAwait(false);
        // What such fields said before was of another mailbox.
        await OctetPump.PumpAsync(stream, new HeaderFieldFilter(writer, StatusFields.Names), cancellationToken).ConfigureAwait(false);
    }

    private static string SenderOf(ReadOnlySpan<byte> header)
    {
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            if (field.Is("Return-Path"u8))
                return field.GetText().Trim('<', '>', ' ') is { Length: > 0 } sender && !sender.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
                    && Encoding.UTF8.GetByteCount(sender) < FromLine.MaxOctets / 2 ? sender : FromLine.NoSender;
        return FromLine.NoSender;
    }
}

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
internal sealed class MboxExport(IMailboxSession session, Stream output, ProgressBar bar)
{
    private const int MaxHeaderOctets = 64 * 1024;

    /// <summary>Writes them all.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var message in session.Messages)
        {
            await WriteAsync(message, cancellationToken).ConfigureAwait(false);
            bar.Show($"exported  {session.Path}", ++done, session.Messages.Count);
        }
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return done;
    }

    private async ValueTask WriteAsync(MessageInfo message, CancellationToken cancellationToken)
    {
        var stream = await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var sender = SenderOf((await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false)).Octets.Span);
            stream.Position = 0;
            var writer = new MboxWriter(output);
            writer.Begin(new FromLine(sender, message.InternalDate));
            await output.WriteAsync(StatusFields.Write(message.Flags, message.Keywords), cancellationToken).ConfigureAwait(false);
            // What such fields said before was of another mailbox.
            await OctetPump.PumpAsync(stream, new HeaderFieldFilter(writer, StatusFields.Names), cancellationToken).ConfigureAwait(false);
        }
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

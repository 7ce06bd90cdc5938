using MsgStore.Mailboxes;
using MsgStore.Mime;

namespace MsgStore.Cli.Output;

/// <summary>What a list shows of a message's header. Encoded words stay as they stand.</summary>
internal sealed record MessageHeader(string From, string Subject)
{
    private const int MaxOctets = 64 * 1024;

    /// <summary>Reads it; empty where the message cannot be read, or somebody removed it meanwhile.</summary>
    public static async ValueTask<MessageHeader> ReadAsync(IMailboxSession session, MessageInfo info, Unreadable unreadable, CancellationToken cancellationToken)
    {
        try
        {
            var message = await session.RetrieveAsync(info.Key, cancellationToken).ConfigureAwait(false);
            await using (message.ConfigureAwait(false))
                return Of((await HeaderSection.ReadAsync(message, MaxOctets, cancellationToken).ConfigureAwait(false)).Octets.Span);
        }
        catch (Exception exception) when (Unreadable.IsOfOne(exception))
        {
            unreadable.Add(session.Path, info.Uid, exception);
            return new MessageHeader("", "");
        }
    }

    private static MessageHeader Of(ReadOnlySpan<byte> octets)
    {
        var (from, subject) = ("", "");
        var reader = new HeaderFieldReader(octets);
        while (reader.TryRead(out var field))
        {
            if (from.Length == 0 && field.Is("From"u8))
                from = field.GetText();
            else if (subject.Length == 0 && field.Is("Subject"u8))
                subject = field.GetText();
        }
        return new MessageHeader(from, subject);
    }
}

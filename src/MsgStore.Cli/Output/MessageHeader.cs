using System.Buffers;
using MsgStore.Mailboxes;
using MsgStore.Mime;

namespace MsgStore.Cli.Output;

/// <summary>What a list shows of a message's header, encoded words decoded. It is as hostile as mail is: <see cref="SafeText"/> makes it fit for a terminal.</summary>
internal sealed record MessageHeader(string From, string Subject)
{
    private const int MaxOctets = 64 * 1024;
    private static readonly SearchValues<char> Misleading = SearchValues.Create("<>@,;:\"\\");

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
                from = Senders(field.GetText());
            else if (subject.Length == 0 && field.Is("Subject"u8))
                subject = EncodedWord.Decode(field.GetText());
        }
        return new MessageHeader(from, subject);
    }

    // Address by address, and not the field as one text: a name that was encoded must not look like the address behind it (RFC 2047 §6.2).
    private static string Senders(string field) => string.Join(", ", MailAddressList.Parse(field).Select(sender =>
        sender.LocalPart is null ? EncodedWord.Decode(sender.Text)
        : sender.DisplayName.Length == 0 ? sender.Address
        : $"{Quoted(sender.DisplayName)} <{sender.Address}>"));

    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(Misleading) ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : name;
}

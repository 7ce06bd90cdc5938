using System.Globalization;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Cli.Submission;

/// <summary>Completes the header of a message from a program on this machine: Received, Date, Message-ID and From where they are missing, no Bcc (RFC 5322 §3.6).</summary>
internal sealed class SubmittedHeader(SendmailArguments arguments, AddressText addresses)
{
    private readonly List<(bool IsResent, Recipient Recipient)> _found = [];

    public required EnvelopeId Id { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required string ServerName { get; init; }

    /// <summary>The user who runs the tool.</summary>
    public required string User { get; init; }

    /// <summary>Who a From field made here names.</summary>
    public required EmailAddress? Sender { get; init; }

    public string? FullName { get; init; }

    /// <summary>The recipients the header named, where it was asked for them; those of a resent message if it is one (RFC 5322 §3.6.6).</summary>
    public IEnumerable<Recipient> Recipients
    {
        get
        {
            var isResent = _found.Exists(found => found.IsResent);
            return _found.Where(found => found.IsResent == isResent).Select(found => found.Recipient);
        }
    }

    /// <summary>Makes the new header section, its empty line included.</summary>
    public byte[] Edit(ReadOnlySpan<byte> fields)
    {
        var kept = new MemoryStream();
        var (hasDate, hasId, hasFrom) = (false, false, false);
        var reader = new HeaderFieldReader(fields);
        while (reader.TryRead(out var field))
        {
            if (arguments.RecipientsFromHeader)
                Collect(field);
            if (field.Is("Bcc"u8) || field.Is("Resent-Bcc"u8))
                continue;
            hasDate |= field.Is("Date"u8);
            hasId |= field.Is("Message-ID"u8);
            hasFrom |= field.Is("From"u8);
            kept.Write(fields[field.Offset..reader.Position]);
        }
        var date = Now.ToString("ddd, d MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture);
        var received = $"Received: by {ServerName} (msgstore, from {PhraseText.Atom(User)})\r\n\tid {Id}; {date}\r\n";
        var made = new StringBuilder();
        if (!hasDate)
            made.Append("Date: ").Append(date).Append("\r\n");
        if (!hasFrom)
            made.Append("From: ").Append(PhraseText.Mailbox(FullName, Sender)).Append("\r\n");
        if (!hasId)
            made.Append("Message-ID: <").Append(Id).Append('@').Append(ServerName).Append(">\r\n");
        return [.. Encoding.UTF8.GetBytes(received), .. kept.ToArray(), .. Encoding.UTF8.GetBytes(made.ToString()), .. "\r\n"u8];
    }

    private void Collect(HeaderField field)
    {
        var isResent = field.Is("Resent-To"u8) || field.Is("Resent-Cc"u8) || field.Is("Resent-Bcc"u8);
        if (isResent || field.Is("To"u8) || field.Is("Cc"u8) || field.Is("Bcc"u8))
            _found.AddRange(AddressList.Read(field.GetText()).Select(address => (isResent, addresses.ReadRecipient(address))));
    }
}

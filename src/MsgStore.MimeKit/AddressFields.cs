using System.Text;
using MimeKit;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.MimeKit;

/// <summary>The fields that say from whom and to whom a message goes: its own, or the latest block of Resent ones (RFC 5322 §3.6.6).</summary>
internal sealed class AddressFields
{
    private readonly List<Header> _fields;
    private readonly bool _isResent;

    private AddressFields(List<Header> fields, bool isResent)
    {
        _fields = fields;
        _isResent = isResent;
    }

    public static AddressFields Of(MimeMessage message)
    {
        var resent = LatestBlock(message.Headers);
        return resent.Exists(header => header.Id is HeaderId.ResentFrom or HeaderId.ResentSender) ? new(resent, isResent: true) : new([.. message.Headers], isResent: false);
    }

    /// <summary>Whether an address of the message is written in UTF-8 (RFC 6532 §3.2): a domain can do without, a local part cannot.</summary>
    public static bool NeedUtf8(MimeMessage message) =>
        message.Headers.Any(header => IsAddressField(header.Id) && InternetAddressList.TryParse(header.RawValue, out var list)
            && list.Mailboxes.Any(mailbox => !Ascii.IsValid(mailbox.LocalPart)));

    /// <summary>Who sent it.</summary>
    /// <exception cref="MsgStoreException">InvalidAddress.</exception>
    public EmailAddress ReadSender()
    {
        var (sender, from) = _isResent ? (HeaderId.ResentSender, HeaderId.ResentFrom) : (HeaderId.Sender, HeaderId.From);
        return Read(sender).Concat(Read(from)).FirstOrDefault() is { } mailbox
            ? mailbox
            : throw new MsgStoreException(StoreError.InvalidAddress,
                $"The message names no sender: {sender.ToHeaderName()} and {from.ToHeaderName()} hold no address; set one of them, or give an envelope.");
    }

    /// <summary>Whom it goes to, in the order of the fields; some may be equal.</summary>
    /// <exception cref="MsgStoreException">InvalidAddress.</exception>
    public IEnumerable<EmailAddress> ReadRecipients() => _isResent
        ? Read(HeaderId.ResentTo).Concat(Read(HeaderId.ResentCc)).Concat(Read(HeaderId.ResentBcc))
        : Read(HeaderId.To).Concat(Read(HeaderId.Cc)).Concat(Read(HeaderId.Bcc));

    // Resent fields are put before older ones, a block at a time. Address fields may stand in one block more than once, the others may not.
    private static List<Header> LatestBlock(HeaderList headers)
    {
        var block = new List<Header>();
        foreach (var header in headers)
        {
            if (!header.Field.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase))
            {
                // Trace fields stand before the block they belong to.
                if (block.Count > 0 && header.Id is HeaderId.Received or HeaderId.ReturnPath)
                    break;
                continue;
            }
            var isOnce = header.Id is not (HeaderId.ResentTo or HeaderId.ResentCc or HeaderId.ResentBcc);
            if (isOnce && block.Exists(known => known.Field.Equals(header.Field, StringComparison.OrdinalIgnoreCase)))
                break;
            block.Add(header);
        }
        return block;
    }

    private static bool IsAddressField(HeaderId id) => id is HeaderId.From or HeaderId.Sender or HeaderId.ReplyTo or HeaderId.To or HeaderId.Cc or HeaderId.Bcc
        or HeaderId.ResentFrom or HeaderId.ResentSender or HeaderId.ResentReplyTo or HeaderId.ResentTo or HeaderId.ResentCc or HeaderId.ResentBcc;

    private IEnumerable<EmailAddress> Read(HeaderId id)
    {
        foreach (var field in _fields)
            if (field.Id == id && !field.RawValue.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            {
                if (!InternetAddressList.TryParse(field.RawValue, out var list))
                    throw Invalid(field, field.Value.Trim());
                foreach (var mailbox in list.Mailboxes)
                    yield return ToAddress(mailbox) ?? throw Invalid(field, mailbox.Address);
            }
    }

    private static EmailAddress? ToAddress(MailboxAddress mailbox) =>
        EmailAddress.TryParse(mailbox.GetAddress(idnEncode: Ascii.IsValid(mailbox.LocalPart)), out var address) ? address : null;

    private static MsgStoreException Invalid(Header field, string text) =>
        new(StoreError.InvalidAddress, $"{field.Field} of the message holds '{text}', which is no mailbox of the form local-part@domain.");
}

using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp;

/// <summary>One mail transaction, from MAIL to the reply to its data.</summary>
internal sealed class SmtpTransaction(MailArguments mail) : IDisposable
{
    private readonly List<Recipient> _recipients = [];
    private readonly List<MailboxName?> _mailboxes = [];
    private readonly List<bool> _unknown = [];

    /// <summary>The arguments of MAIL.</summary>
    public MailArguments Mail { get; } = mail;

    /// <summary>The recipients accepted, in order.</summary>
    public IReadOnlyList<Recipient> Recipients => _recipients;

    /// <summary>The message, while BDAT chunks arrive.</summary>
    public SmtpMessageSink? Sink { get; set; }

    /// <summary>Accepts a recipient.</summary>
    /// <param name="recipient">The address and its parameters.</param>
    /// <param name="mailbox">Its mailbox, where the directory named just one.</param>
    /// <param name="isUnknown">Whether it is to be refused after the data.</param>
    public void Add(Recipient recipient, MailboxName? mailbox, bool isUnknown)
    {
        _recipients.Add(recipient);
        _mailboxes.Add(mailbox);
        _unknown.Add(isUnknown);
    }

    /// <summary>Whether the recipient at an index is to be refused after the data.</summary>
    public bool IsUnknown(int index) => _unknown[index];

    /// <summary>Whether the outcome of a further recipient can differ from that of those accepted: not where all lead to one mailbox.</summary>
    public bool VerdictMayDiffer(MailboxName? mailbox) =>
        _mailboxes.Count > 0 && (mailbox is null || _mailboxes.Exists(other => other is null || !other.Equals(mailbox)));

    public void Dispose() => Sink?.Dispose();
}

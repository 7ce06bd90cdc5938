using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Encryption;

/// <summary>Remembers of messages that do not say whether they are sealed whether they are. Bounded: the oldest verdicts are forgotten, and found anew.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Verdicts(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Subject, Verdict> _verdicts = [];
    private readonly Queue<Subject> _order = new();

    /// <summary>What is known of a message.</summary>
    public bool TryGet(MailboxPath path, MessageInfo message, [NotNullWhen(true)] out Verdict? verdict)
    {
        lock (_gate)
            return _verdicts.TryGetValue(new Subject(path, message.Key, message.StoredSize), out verdict);
    }

    /// <summary>Remembers.</summary>
    public void Set(MailboxPath path, MessageInfo message, Verdict verdict)
    {
        var subject = new Subject(path, message.Key, message.StoredSize);
        lock (_gate)
        {
            if (!_verdicts.TryAdd(subject, verdict))
                return;
            _order.Enqueue(subject);
            while (_order.Count > capacity)
                _verdicts.Remove(_order.Dequeue());
        }
    }

    // A file that was exchanged for another of its name has another size, or else the authenticator says what it is when it is read.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Subject(MailboxPath Path, MessageKey Key, long StoredSize);
}

using System.Text;

namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What became different between two snapshots.</summary>
/// <param name="Added">Messages that came, in ascending UID order.</param>
/// <param name="Changed">Messages whose flags or keywords changed, as they are now.</param>
/// <param name="Expunged">Messages that are gone, as they were.</param>
public sealed record MailboxDelta(IReadOnlyList<MessageInfo> Added, IReadOnlyList<MessageInfo> Changed, IReadOnlyList<MessageInfo> Expunged)
{
    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty => Added.Count == 0 && Changed.Count == 0 && Expunged.Count == 0;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Added), Added), (nameof(Changed), Changed), (nameof(Expunged), Expunged), (nameof(IsEmpty), IsEmpty));
}

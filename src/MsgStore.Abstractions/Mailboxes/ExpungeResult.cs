using System.Text;

namespace MsgStore.Mailboxes;

/// <summary>What an expunge did.</summary>
/// <param name="Expunged">The messages that are gone, durably.</param>
/// <param name="Failed">The messages that are still there because removing them failed.</param>
public sealed record ExpungeResult(IReadOnlyList<MessageKey> Expunged, IReadOnlyList<MessageKey> Failed)
{
    /// <summary>Nothing was marked.</summary>
    public static ExpungeResult Empty { get; } = new([], []);

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Expunged), Expunged), (nameof(Failed), Failed));
}

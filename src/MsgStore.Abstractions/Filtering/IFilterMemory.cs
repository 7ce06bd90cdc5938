using MsgStore.Mailboxes;

namespace MsgStore.Filtering;

/// <summary>
/// What filters remember of earlier messages, for each owner apart: values of <c>duplicate</c> (RFC 7352), who had an answer of <c>vacation</c>
/// (RFC 5230 §4.2), what was sent on already.
/// </summary>
/// <remarks>Safe for concurrent use. Every member throws <see cref="Storage.MsgStoreException"/> where the memory cannot be used.</remarks>
public interface IFilterMemory
{
    /// <summary>Whether a key is remembered and its time has not come.</summary>
    ValueTask<bool> ContainsAsync(MailboxName owner, string key, CancellationToken cancellationToken = default);

    /// <summary>Remembers, all or nothing, and durably where the memory outlives the process. A key that is known gets the later of both times.</summary>
    ValueTask RememberAsync(MailboxName owner, IReadOnlyCollection<FilterMemoryEntry> entries, CancellationToken cancellationToken = default);
}

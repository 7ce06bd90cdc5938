using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Remembers what was done for a message, so that a repetition of its transaction does not do it again.</summary>
internal sealed class SentMemory(SieveDeliveryParts parts)
{
    /// <summary>Remembers that a thing was done. A memory that fails is an entry in the log: what is done stays done, and failing now would surely have it done again.</summary>
    /// <param name="owner">For whom.</param>
    /// <param name="key">The thing, of <see cref="MemoryKeys.Sent"/>.</param>
    public async ValueTask RememberAsync(MailboxName owner, string key)
    {
        try
        {
            // It was done: that is not left unsaid because time is up.
            await parts.Memory.RememberAsync(owner, [new FilterMemoryEntry(key, parts.Time.GetUtcNow() + MemoryKeys.SentLifetime)], CancellationToken.None).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            Log.NotRemembered(parts.Logger, e, key);
        }
    }
}

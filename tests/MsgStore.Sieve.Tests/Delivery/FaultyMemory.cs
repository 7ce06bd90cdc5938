using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Delivery;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>A memory that fails where a test says so.</summary>
internal sealed class FaultyMemory(TimeProvider time, FaultPoint faults) : IFilterMemory
{
    private readonly InMemoryFilterMemory _inner = new(time);

    public StoreError? ReadFailure { get; set; }

    public StoreError? WriteFailure { get; set; }

    public ValueTask<bool> ContainsAsync(MailboxName owner, string key, CancellationToken cancellationToken = default) =>
        ReadFailure is { } failure ? throw new MsgStoreException(failure, "Out of order.")
        : faults.RunAsync(() => _inner.ContainsAsync(owner, key, cancellationToken));

    public async ValueTask RememberAsync(MailboxName owner, IReadOnlyCollection<FilterMemoryEntry> entries, CancellationToken cancellationToken = default)
    {
        if (WriteFailure is { } failure)
            throw new MsgStoreException(failure, "Out of order.");
        await faults.RunAsync(
            async () =>
            {
                await _inner.RememberAsync(owner, entries, cancellationToken);
                return true;
            },
            cancellationToken.CanBeCanceled);
    }
}

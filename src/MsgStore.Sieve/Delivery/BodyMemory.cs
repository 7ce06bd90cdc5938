using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// The memory for messages whose bodies scripts read: one number of octets for all deliveries of the process, given in the order they are asked for.
/// Who gets none in time is put off: a script that is not run because memory is short could be the one that keeps mail out.
/// </summary>
internal sealed class BodyMemory(long octets, TimeSpan timeout, TimeProvider time)
{
    // For each octet of a message: itself, the text made of it in UTF-16 and that text's folded form (2 each), and what decoding or a change needs meanwhile (3).
    private const int PerOctet = 8;

    private const int LargeShare = PerOctet * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<(long Wanted, TaskCompletionSource Taken)> _waiting = [];
    private readonly long _whole = octets;
    private long _free = octets;
    private long _returned;

    /// <summary>Takes what a message of a size may need; of one that would need more than there is, all of it, so that it is alone.</summary>
    /// <param name="messageOctets">The octets of the message that scripts read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is to be given back.</returns>
    /// <exception cref="MsgStoreException">Unavailable: it was not to be had in time.</exception>
    public async ValueTask<long> TakeAsync(long messageOctets, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(messageOctets * PerOctet, _whole);
        LinkedListNode<(long, TaskCompletionSource Taken)> node;
        lock (_lock)
        {
            if (_waiting.Count == 0 && wanted <= _free)
            {
                _free -= wanted;
                return wanted;
            }
            node = _waiting.AddLast((wanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        try
        {
            await node.Value.Taken.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
            return wanted;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!GiveUp(node))
                return wanted;
            if (e is OperationCanceledException)
                throw;
            throw new MsgStoreException(
                StoreError.Unavailable, $"Memory to read a body of {messageOctets} octets was not to be had within {timeout}; raise BodyMemoryMiB of the Sieve options if this goes on.", e);
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(long taken)
    {
        if (taken >= LargeShare && Interlocked.Add(ref _returned, taken) >= _whole)
        {
            // Texts of megabytes are collected with the oldest generation only, which may not be due for gigabytes of them.
            Interlocked.Exchange(ref _returned, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
        lock (_lock)
        {
            _free += taken;
            Serve();
        }
    }

    /// <summary>Leaves the row.</summary>
    /// <returns>False where the memory was given in the meantime.</returns>
    private bool GiveUp(LinkedListNode<(long, TaskCompletionSource)> node)
    {
        lock (_lock)
        {
            if (node.List is null)
                return false;
            _waiting.Remove(node);
            // Whoever waited behind a larger one may have room.
            Serve();
            return true;
        }
    }

    private void Serve()
    {
        while (_waiting.First is { Value: var (wanted, taken) } first && wanted <= _free)
        {
            _free -= wanted;
            _waiting.Remove(first);
            taken.SetResult();
        }
    }
}

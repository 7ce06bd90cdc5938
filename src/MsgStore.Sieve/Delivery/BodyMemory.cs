using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// The memory for messages whose bodies scripts read: one number of octets for all deliveries of the process, a quarter of it for small messages
/// alone, so that a few large ones hold up each other and not everybody. Each part is given in the order it is asked for. Who gets none in time is
/// put off: a script that is not run because memory is short could be the one that keeps mail out.
/// </summary>
internal sealed class BodyMemory(long octets, TimeSpan timeout, TimeProvider time)
{
    // For each octet of a message: itself, the text made of it in UTF-16 and that text's folded form (2 each), and what decoding or a change needs meanwhile (3).
    private const int PerOctet = 8;

    // Of all the memory; the quarter that is for small ones has room for 16 of the largest of them.
    private const int SmallShare = 64;

    private const int LargeOctets = PerOctet * 1024 * 1024;

    private readonly Part _small = new(octets / 4);
    private readonly Part _large = new(octets - (octets / 4));
    private readonly long _whole = octets;
    private long _returned;

    /// <summary>Takes what a message of a size may need; of one that would need more than there is for large ones, all of that, so that it is alone.</summary>
    /// <param name="messageOctets">The octets of the message that scripts read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is to be given back.</returns>
    /// <exception cref="MsgStoreException">Unavailable: it was not to be had in time.</exception>
    public async ValueTask<long> TakeAsync(long messageOctets, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(messageOctets * PerOctet, _large.Octets);
        if (PartFor(wanted).Take(wanted) is not { } node)
            return wanted;
        try
        {
            await node.Value.Taken.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
            return wanted;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!PartFor(wanted).GiveUp(node))
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
        if (taken >= LargeOctets && Interlocked.Add(ref _returned, taken) >= _whole)
        {
            // Texts of megabytes are collected with the oldest generation only, which may not be due for gigabytes of them.
            Interlocked.Exchange(ref _returned, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
        PartFor(taken).Return(taken);
    }

    private Part PartFor(long wanted) => wanted <= _whole / SmallShare ? _small : _large;

    private sealed class Part(long octets)
    {
        private readonly Lock _lock = new();
        private readonly LinkedList<(long Wanted, TaskCompletionSource Taken)> _waiting = [];
        private long _free = octets;

        public long Octets { get; } = octets;

        /// <summary>Takes memory.</summary>
        /// <returns><see langword="null"/> where it was there, else a place in the row.</returns>
        public LinkedListNode<(long Wanted, TaskCompletionSource Taken)>? Take(long wanted)
        {
            lock (_lock)
            {
                if (_waiting.Count > 0 || wanted > _free)
                    return _waiting.AddLast((wanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
                _free -= wanted;
                return null;
            }
        }

        public void Return(long taken)
        {
            lock (_lock)
            {
                _free += taken;
                Serve();
            }
        }

        /// <summary>Leaves the row.</summary>
        /// <returns>False where the memory was given in the meantime.</returns>
        public bool GiveUp(LinkedListNode<(long, TaskCompletionSource)> node)
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
}

using System.Security.Cryptography;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Queue.Worker;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Queue.Outbox;

/// <summary>
/// Takes rows out of applications' outboxes: into the queue first, under the row's key, then out of the outbox. Killed in between, it finds the row again
/// and the queue knows its key: once is once.
/// </summary>
internal sealed class OutboxPump(QueueServices services, IOutboundAgent outbound)
{
    // By source: what its log line said last.
    private readonly Dictionary<int, string> _missing = [];

    /// <summary>Called before each step, for tests that end the process there.</summary>
    internal Action<string>? Step { get; init; }

    /// <summary>Empties all outboxes whenever somebody rings, and every now and then.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var sources = services.Options.Outboxes;
        if (sources.Count == 0)
            return;
        var signal = new WorkSignal();
        var bells = sources.Select(source => new Doorbell(source.Bell, () => signal.Ring())).ToList();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                signal.Begin();
                for (var i = 0; i < sources.Count; i++)
                    await EmptySafelyAsync(i, stopping).ConfigureAwait(false);
                // The folder of a bell may come later than the queue.
                bells.ForEach(bell => bell.Watch());
                await signal.WaitAsync(services.Options.SafetyInterval, services.Time, stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            bells.ForEach(bell => bell.Dispose());
        }
    }

    /// <summary>Empties one outbox.</summary>
    /// <returns>Rows taken.</returns>
    /// <exception cref="SqliteFault">The application's database cannot be used now.</exception>
    /// <exception cref="MsgStoreException">The queue cannot take more now.</exception>
    public async ValueTask<int> EmptyAsync(OutboxSource source, int number, CancellationToken cancellationToken)
    {
        Step?.Invoke("open");
        var missing = "";
        using var database = await Task.Run(() => OutboxDatabase.Open(source.Database, out missing), cancellationToken).ConfigureAwait(false);
        Tell(source, number, missing);
        var taken = 0;
        for (long id = 0; database is not null && !cancellationToken.IsCancellationRequested;)
        {
            if (await Task.Run(() => database.Next(id), cancellationToken).ConfigureAwait(false) is not { } row)
                break;
            id = row.Id;
            Step?.Invoke("queue");
            if (await QueueAsync(source, row, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                Log.OutboxRowRefused(services.Logger, row.Id, number, fault);
                await Task.Run(() => database.Refuse(row.Id, fault), CancellationToken.None).ConfigureAwait(false);
                continue;
            }
            Step?.Invoke("remove");
            await Task.Run(() => database.Remove(row.Id), CancellationToken.None).ConfigureAwait(false);
            Step?.Invoke("next");
            taken++;
        }
        return taken;
    }

    /// <summary>Queues a row, by the road all mail takes, signatures included.</summary>
    /// <returns>What is wrong with the row; <see langword="null"/> where it is queued.</returns>
    private async ValueTask<string?> QueueAsync(OutboxSource source, OutboxRow row, CancellationToken cancellationToken)
    {
        if (!row.TryRead(services.Time.GetUtcNow(), out var envelope, out var fault))
            return fault;
        // A key is one of its own table: another application's that is equal must not make this message a repetition.
        envelope = envelope with { IdempotencyKey = $"{row.Key}\n{NameOf(source)}" };
        RecipientOutcome worst;
        try
        {
            worst = (await outbound.DeliverAsync(envelope, MessageContent.FromMemory(row.Content), cancellationToken).ConfigureAwait(false)).Worst;
        }
        catch (MsgStoreException e) when (!e.IsTransient)
        {
            // The same row would fail the same way for ever, in front of all others.
            return e.Message;
        }
        return worst.Status switch
        {
            DeliveryStatus.Deferred => throw new MsgStoreException(StoreError.DiskFull, "The queue takes nothing now; the outbox waits."),
            DeliveryStatus.Rejected => worst.Text,
            _ => null,
        };
    }

    // Once for each state, and not with every look.
    private void Tell(OutboxSource source, int number, string missing)
    {
        if (_missing.GetValueOrDefault(number, "") == missing)
            return;
        _missing[number] = missing;
        if (missing.Length > 0)
            Log.OutboxMissing(services.Logger, number, source.Database, missing);
        else
            Log.OutboxFound(services.Logger, number, source.Database);
    }

    private static string NameOf(OutboxSource source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.Database)).AsSpan(0, 8));

    private async ValueTask EmptySafelyAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            await EmptyAsync(services.Options.Outboxes[number], number, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; what is left stays in the outbox.
        }
        catch (Exception e)
        {
            // One outbox that fails in a way nobody thought of must not end the others.
            Log.OutboxFailed(services.Logger, e, number);
        }
    }
}

using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp;

/// <summary>Runs one delivery under its deadline. One that does not heed it is left behind: the client is put off, its copies are remembered.</summary>
/// <remarks>Nothing else ends a delivery, a lost connection least of all: what was handed over is stored, and remembered if the reply is lost.</remarks>
internal static class DeliveryRun
{
    // After the deadline the agents are asked to stop; this is how long they may take to tell what they had done by then.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Delivers; every trouble is in the report.</summary>
    public static async ValueTask<DeliveryReport> RunAsync(SmtpContext context, Envelope envelope, MessageContent content, SmtpMessageSink sink)
    {
        var services = context.Services;
        var deadline = new CancellationTokenSource(context.Options.DeliveryTimeout, services.TimeProvider);
        Task<DeliveryReport>? leftBehind = null;
        try
        {
            var delivery = services.Delivery.DeliverAsync(envelope, content, deadline.Token);
            if (delivery.IsCompleted)
                return await delivery.ConfigureAwait(false);
            var task = delivery.AsTask();
            if (await HasEndedAsync(task, context.Options.DeliveryTimeout + Grace, services.TimeProvider).ConfigureAwait(false))
                return await task.ConfigureAwait(false);
            leftBehind = task;
            return Expired(services, envelope);
        }
        catch (MsgStoreException e)
        {
            return DeliveryReport.ForAll(envelope, e.ToOutcome);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Expired(services, envelope);
        }
        catch (Exception e)
        {
            ProtocolLog.DeliveryFailed(services.Logger, e, envelope.Id);
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Mail system trouble"));
        }
        finally
        {
            if (leftBehind is null)
                deadline.Dispose();
            else
                _ = FinishLaterAsync(services, envelope, leftBehind, sink.Detach(), deadline);
        }
    }

    private static async ValueTask<bool> HasEndedAsync(Task task, TimeSpan within, TimeProvider time)
    {
        // Neither the time's end nor what the task throws is of interest here.
        await task.WaitAsync(within, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private static DeliveryReport Expired(SmtpServerServices services, Envelope envelope)
    {
        ProtocolLog.DeliveryExpired(services.Logger, envelope.Id);
        return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 4, 7), "Delivery time expired"));
    }

    // The content stays valid until the agent is done with it, and what it stored in the end will not be stored again.
    private static async Task FinishLaterAsync(
        SmtpServerServices services, Envelope envelope, Task<DeliveryReport> delivery, IDisposable? content, CancellationTokenSource deadline)
    {
        try
        {
            services.RetryMemory?.Remember(envelope, await delivery.ConfigureAwait(false));
        }
        catch (Exception e)
        {
            ProtocolLog.DeliveryFailed(services.Logger, e, envelope.Id);
        }
        finally
        {
            content?.Dispose();
            deadline.Dispose();
        }
    }
}

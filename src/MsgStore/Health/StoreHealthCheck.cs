using Microsoft.Extensions.Diagnostics.HealthChecks;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Health;

/// <summary>Healthy while the store takes a flushed probe; degraded where the backend cannot tell.</summary>
internal sealed class StoreHealthCheck(IMessageStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (store.GetCapability<IProbeCapability>() is not { } probe)
            return HealthCheckResult.Degraded("The backend has no probe.");
        try
        {
            await probe.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The store takes mail.");
        }
        catch (MsgStoreException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MsgStore.Mailboxes;

namespace MsgStore.Health;

/// <summary>Adds health checks.</summary>
public static class MsgStoreHealthExtensions
{
    /// <summary>Adds a check that the store takes mail.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="checkName">Name of the check; <see langword="null"/> for <c>msgstore</c>, with the store's name behind it if it has one.</param>
    public static MsgStoreBuilder AddHealthCheck(this MsgStoreBuilder builder, string? checkName = null)
    {
        var key = builder.Name ?? "";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            checkName ?? (builder.Name is null ? "msgstore" : $"msgstore-{builder.Name}"),
            provider => new StoreHealthCheck(provider.GetRequiredKeyedService<IMessageStore>(key)),
            failureStatus: null,
            tags: ["msgstore", "ready"]));
        return builder;
    }
}

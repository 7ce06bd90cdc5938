using System.Globalization;
using System.Text.Json.Serialization;
using MsgStore.Queue.Events;

namespace MsgStore.Queue.Interrupts;

/// <summary>What a hook is told: the envelope, no content.</summary>
internal sealed record InterruptFacts(string QueueId, string From, string Recipient, string Priority, long Size, string? Tenant, DateTimeOffset At)
{
    public static InterruptFacts Of(QueueEvent happening) => new(
        happening.QueueId, happening.From?.ToString() ?? "", happening.Recipient.ToString(), happening.Priority.ToString().ToLowerInvariant(),
        happening.SizeInOctets, happening.Tenant, happening.At);

    /// <summary>As environment variables.</summary>
    public IEnumerable<(string Name, string Value)> ToVariables() =>
    [
        ("MSGSTORE_QUEUE_ID", QueueId), ("MSGSTORE_FROM", From), ("MSGSTORE_RECIPIENT", Recipient), ("MSGSTORE_PRIORITY", Priority),
        ("MSGSTORE_SIZE", Size.ToString(CultureInfo.InvariantCulture)), ("MSGSTORE_TENANT", Tenant ?? ""),
    ];
}

/// <summary>Writes the facts.</summary>
[JsonSerializable(typeof(InterruptFacts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class InterruptJson : JsonSerializerContext;

using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue.Administration;

/// <summary>A destination that could not be reached.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="State">Whether it is left alone or tried.</param>
/// <param name="Until">Until when it is left alone, in UTC.</param>
public sealed record BreakerStatus(string Destination, BreakerState State, DateTimeOffset Until);

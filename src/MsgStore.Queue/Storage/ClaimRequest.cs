using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>What a worker asks for.</summary>
public sealed record ClaimRequest
{
    /// <summary>Names the worker; a lease's token begins with it.</summary>
    public required string Owner { get; init; }

    /// <summary>The moment, in UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the lease lasts.</summary>
    public required TimeSpan LeaseTime { get; init; }

    /// <summary>From whose line. Default: the relay's.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>The destination to claim for; <see langword="null"/> for that of whoever is first in line.</summary>
    public string? Destination { get; init; }

    /// <summary>Destinations to pass over. Not with <see cref="Destination"/>.</summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    /// <summary>Messages at most. Default: 1.</summary>
    public int MaxMessages { get; init; } = 1;

    /// <summary>Recipients at most, all messages together. Default: 100.</summary>
    public int MaxRecipients { get; init; } = 100;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Owner), Owner), (nameof(Now), Now), (nameof(LeaseTime), LeaseTime), (nameof(Lane), Lane), (nameof(Destination), Destination),
        (nameof(Excluded), Excluded), (nameof(MaxMessages), MaxMessages), (nameof(MaxRecipients), MaxRecipients));
}

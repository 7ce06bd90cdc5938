using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>The results of one message, to be recorded all or none.</summary>
public sealed record ResultRecord
{
    /// <summary>The lease.</summary>
    public required string Lease { get; init; }

    /// <summary>The moment, in UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The results, at least one; of one message.</summary>
    public required IReadOnlyList<RecipientResult> Results { get; init; }

    /// <summary>The attempt, for the log; <see langword="null"/> for none.</summary>
    public QueueAttempt? Attempt { get; init; }

    /// <summary>Messages that are queued with the results: notifications. Limits do not apply to them.</summary>
    public IReadOnlyList<QueueSubmission> FollowUps { get; init; } = [];

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Lease), Lease), (nameof(Now), Now), (nameof(Results), Results), (nameof(Attempt), Attempt), (nameof(FollowUps), FollowUps));
}

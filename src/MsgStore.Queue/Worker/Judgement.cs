using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>What becomes of the claimed recipients of one message.</summary>
internal sealed record Judgement(QueueMessage Message, ImmutableArray<Verdict> Verdicts)
{
    private const int MaxTranscriptChars = 16 * 1024;

    /// <summary>What came of sending; <see langword="null"/> where it was not sent.</summary>
    public DispatchReport? Report { get; init; }

    /// <summary>The octets as they went out; <see langword="null"/> where they were not read.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>How many end in a state.</summary>
    public int Count(QueueState state) => Verdicts.Count(verdict => verdict.Result.State == state);

    /// <summary>
    /// The same where nobody can be told now: what was delivered stays delivered, and what failed is tried, and told of, again later, so that no
    /// failure is silent.
    /// </summary>
    /// <param name="due">When.</param>
    public Judgement WithoutNotices(DateTimeOffset due) => this with { Verdicts = [.. Verdicts.Select(verdict => Untold(verdict, due))] };

    private static Verdict Untold(Verdict verdict, DateTimeOffset due) => verdict.Notice is null ? verdict : verdict with
    {
        Notice = null,
        Result = verdict.Result.State == QueueState.Dead
            ? verdict.Result with { State = QueueState.Delayed, DueAt = due, IsDelayTold = verdict.Recipient.IsDelayTold }
            : verdict.Result with { IsDelayTold = verdict.Recipient.IsDelayTold },
    };

    /// <summary>The attempt for the log; <see langword="null"/> where none was made. The dialogue is kept only where something went wrong.</summary>
    public QueueAttempt? ToAttempt(DateTimeOffset now)
    {
        if (Report is null)
            return null;
        var transcript = Verdicts.All(verdict => verdict.Result.State == QueueState.Done) ? "" : string.Join('\n', Report.Transcript);
        return new QueueAttempt
        {
            QueueId = Message.QueueId,
            At = now,
            Host = Report.Host,
            Outcome = string.Join('\n', Verdicts.Select(verdict => $"{verdict.Recipient.Address}: {verdict.Result.State.ToString().ToLowerInvariant()} {verdict.Result.Reply}")),
            Transcript = transcript.Length <= MaxTranscriptChars ? transcript : transcript[..MaxTranscriptChars],
        };
    }
}

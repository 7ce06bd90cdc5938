using System.Collections.Immutable;

namespace MsgStore.Delivery;

/// <summary>One outcome per recipient, in envelope order. A failed recipient is never hidden by a delivered one.</summary>
public sealed class DeliveryReport
{
    /// <summary>Makes a report.</summary>
    /// <param name="outcomes">One outcome per recipient, in envelope order; not empty.</param>
    public DeliveryReport(ImmutableArray<RecipientOutcome> outcomes)
    {
        if (outcomes.IsDefaultOrEmpty)
            throw new ArgumentException("A report has an outcome for each recipient.", nameof(outcomes));
        Outcomes = outcomes;
    }

    /// <summary>The outcomes, in envelope order.</summary>
    public ImmutableArray<RecipientOutcome> Outcomes { get; }

    /// <summary>The worst outcome: deferred before rejected before served.</summary>
    public RecipientOutcome Worst => Outcomes.MaxBy(outcome => outcome.Status) ?? Outcomes[0];

    /// <summary>Whether every recipient was served.</summary>
    public bool IsServed => Outcomes.All(outcome => outcome.IsServed);

    /// <summary>The same outcome for every recipient of an envelope.</summary>
    public static DeliveryReport ForAll(Envelope envelope, Func<EmailAddress, RecipientOutcome> outcome) =>
        new([.. envelope.Recipients.Select(recipient => outcome(recipient.Address))]);
}

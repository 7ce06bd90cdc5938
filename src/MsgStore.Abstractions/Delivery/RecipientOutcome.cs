using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Delivery;

/// <summary>What became of one recipient.</summary>
public sealed record RecipientOutcome
{
    /// <summary>The recipient as it stood in the envelope.</summary>
    public required EmailAddress Recipient { get; init; }

    /// <summary>What became of it.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>The enhanced status code (RFC 3463).</summary>
    public required EnhancedStatusCode Code { get; init; }

    /// <summary>One line that is safe for a remote peer: no path, no exception text, no CR or LF.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text in lines, each as safe as <see cref="Text"/>, for a peer whose protocol has replies of several lines (RFC 5321 §4.2.1); empty for the text alone.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>The copies that are stored. Those of an alias's members stand here too, also where the alias as a whole is deferred.</summary>
    public ImmutableArray<StoredPlacement> Stored { get; init; } = [];

    /// <summary>The queue's id of the message; <see langword="null"/> unless queued.</summary>
    public string? QueueId { get; init; }

    /// <summary>Whether the recipient needs nothing more from the peer.</summary>
    public bool IsServed => Status is not (DeliveryStatus.Rejected or DeliveryStatus.Deferred);

    /// <summary>Stored durably.</summary>
    public static RecipientOutcome Delivered(EmailAddress recipient, ImmutableArray<StoredPlacement> stored) =>
        new() { Recipient = recipient, Status = DeliveryStatus.Delivered, Code = new(2, 1, 5), Text = "Delivered", Stored = stored };

    /// <summary>Durably queued.</summary>
    public static RecipientOutcome Queued(EmailAddress recipient, string queueId) =>
        new() { Recipient = recipient, Status = DeliveryStatus.Queued, Code = new(2, 1, 5), Text = "Queued", QueueId = queueId };

    /// <summary>Thrown away as the recipient's rules asked.</summary>
    public static RecipientOutcome Discarded(EmailAddress recipient) =>
        new() { Recipient = recipient, Status = DeliveryStatus.Discarded, Code = new(2, 1, 5), Text = "Accepted" };

    /// <summary>Refused for good.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="code">A code of class 5.</param>
    /// <param name="text">A line for the peer.</param>
    public static RecipientOutcome Rejected(EmailAddress recipient, EnhancedStatusCode code, string text) =>
        new() { Recipient = recipient, Status = DeliveryStatus.Rejected, Code = code, Text = text };

    /// <summary>To be tried again.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="code">A code of class 4.</param>
    /// <param name="text">A line for the peer.</param>
    public static RecipientOutcome Deferred(EmailAddress recipient, EnhancedStatusCode code, string text) =>
        new() { Recipient = recipient, Status = DeliveryStatus.Deferred, Code = code, Text = text };

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Recipient), Recipient), (nameof(Status), Status), (nameof(Code), Code), (nameof(Text), Text), (nameof(Lines), Lines),
        (nameof(Stored), Stored), (nameof(QueueId), QueueId), (nameof(IsServed), IsServed));
}

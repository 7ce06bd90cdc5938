using MsgStore.Delivery;

namespace MsgStore.Queue.Notices;

/// <summary>A recipient as a notice tells of it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Status">The status code.</param>
internal sealed record NoticeRecipient(EmailAddress Address, EnhancedStatusCode Status)
{
    /// <summary>ORCPT as <c>type;address</c>; <see langword="null"/> for none.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>What the other host said, as <c>550 No such user</c>; <see langword="null"/> where no other host said it.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>The other host; empty where there was none.</summary>
    public string Host { get; init; } = "";

    /// <summary>In words, for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it is given up; for delays.</summary>
    public DateTimeOffset? WillRetryUntil { get; init; }
}

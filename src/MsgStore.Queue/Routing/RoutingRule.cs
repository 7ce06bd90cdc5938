using MsgStore.Delivery;

namespace MsgStore.Queue.Routing;

/// <summary>
/// Chooses route and priority of recipients. All conditions that are set have to hold; the first rule that fits decides. A pattern is a text in which
/// <c>*</c> stands for any characters, compared without regard to case.
/// </summary>
public sealed class RoutingRule
{
    /// <summary>A pattern of the recipient's address, as <c>*@example.org</c>.</summary>
    public string? Recipient { get; set; }

    /// <summary>A pattern of the reverse-path; an empty text stands for <c>&lt;&gt;</c>.</summary>
    public string? Sender { get; set; }

    /// <summary>A header field and a pattern of its body, as <c>Precedence: bulk</c>; without a pattern the field has to be there.</summary>
    public string? Header { get; set; }

    /// <summary>A pattern of the tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>The route's name; <see langword="null"/> leaves the default one.</summary>
    public string? Route { get; set; }

    /// <summary>The priority; <see langword="null"/> leaves that of the message.</summary>
    public MailPriority? Priority { get; set; }
}

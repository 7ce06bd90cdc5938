using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Dns;

/// <summary>Where mail for a domain goes.</summary>
public abstract record MailRoute
{
    private MailRoute()
    {
    }

    /// <summary>To one of these hosts.</summary>
    /// <param name="Hosts">At least one, in the order to try.</param>
    public sealed record Found(ImmutableArray<MailHost> Hosts) : MailRoute
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Hosts), Hosts));
    }

    /// <summary>Nowhere.</summary>
    /// <param name="Status">Class 5 for good, class 4 for now.</param>
    /// <param name="Reason">Why, in one line fit for the sender.</param>
    public sealed record None(EnhancedStatusCode Status, string Reason) : MailRoute;
}

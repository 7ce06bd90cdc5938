using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Queue.Relay;

/// <summary>What a resolver found.</summary>
public abstract record RouteResolution
{
    private RouteResolution()
    {
    }

    /// <summary>Hosts in the order to try.</summary>
    /// <param name="Hops">At least one.</param>
    public sealed record Found(ImmutableArray<RelayHop> Hops) : RouteResolution
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Hops), Hops));
    }

    /// <summary>No host: class 5 for good (no such domain, null MX of RFC 7505: 5.1.10), class 4 for now.</summary>
    /// <param name="Code">The enhanced status code.</param>
    /// <param name="Text">One line for the sender.</param>
    public sealed record Failed(EnhancedStatusCode Code, string Text) : RouteResolution;
}

using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Send the message on (RFC 5228 §4.2).</summary>
/// <param name="Address">Where to, without angle brackets; the name of an external list where <see cref="IsList"/>.</param>
public sealed record RedirectAction(string Address) : SieveAction
{
    /// <summary>Whether the address is the name of an external list (RFC 6134 §2.3).</summary>
    public bool IsList { get; init; }

    /// <summary>DSN parameters by their SMTP name, <c>NOTIFY</c>, <c>RET</c> (RFC 6009 §6), and <c>BY</c> (§7).</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        base.PrintMembers(builder),
        (nameof(Address), Address), (nameof(IsList), IsList), (nameof(Parameters), Parameters));
}

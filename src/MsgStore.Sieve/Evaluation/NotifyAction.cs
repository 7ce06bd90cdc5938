using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Notify (RFC 5435).</summary>
/// <param name="Method">A URI, as <c>mailto:</c>.</param>
public sealed record NotifyAction(string Method) : SieveAction
{
    /// <summary>1 high, 2 normal, 3 low.</summary>
    public int Importance { get; init; } = 2;

    /// <summary>Who notifies; <see langword="null"/> leaves it to the method.</summary>
    public string? From { get; init; }

    /// <summary>The text; <see langword="null"/> leaves it to the method.</summary>
    public string? Text { get; init; }

    /// <summary>Options of the method, <c>name=value</c>.</summary>
    public ImmutableArray<string> MethodOptions { get; init; } = [];

    /// <summary>Where a copy of the notification is filed (RFC 8580); <see langword="null"/> for nowhere.</summary>
    public FileIntoAction? Fcc { get; init; }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        base.PrintMembers(builder),
        (nameof(Method), Method), (nameof(Importance), Importance), (nameof(From), From), (nameof(Text), Text),
        (nameof(MethodOptions), MethodOptions), (nameof(Fcc), Fcc));
}

using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Answer the sender (RFC 5230).</summary>
/// <param name="Reason">The text, or a MIME entity where <see cref="IsMime"/>.</param>
public sealed record VacationAction(string Reason) : SieveAction
{
    /// <summary>How long the sender gets no second answer; zero means each message is answered.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The subject; <see langword="null"/> makes one of the message's.</summary>
    public string? Subject { get; init; }

    /// <summary>The From of the answer; <see langword="null"/> means the owner's address.</summary>
    public string? From { get; init; }

    /// <summary>Further addresses of the owner.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>Whether the reason is a MIME entity.</summary>
    public bool IsMime { get; init; }

    /// <summary>Tells kinds of answers apart (RFC 5230 §4.2): the script's, or made of subject, from and reason.</summary>
    public required string Handle { get; init; }

    /// <summary>Where a copy of the answer is filed (RFC 8580); <see langword="null"/> for nowhere.</summary>
    public FileIntoAction? Fcc { get; init; }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        base.PrintMembers(builder),
        (nameof(Reason), Reason), (nameof(Period), Period), (nameof(Subject), Subject), (nameof(From), From), (nameof(Addresses), Addresses),
        (nameof(IsMime), IsMime), (nameof(Handle), Handle), (nameof(Fcc), Fcc));
}

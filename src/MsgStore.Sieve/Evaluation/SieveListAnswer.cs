namespace MsgStore.Sieve.Evaluation;

/// <summary>What an external list says of a value (RFC 6134 §2.2).</summary>
/// <param name="Entry">The entry that the value is, as the list has it, which becomes <c>${0}</c>; <see langword="null"/> where it is none.</param>
public sealed record SieveListAnswer(string? Entry)
{
    /// <summary>The list is there and does not hold the value.</summary>
    public static SieveListAnswer NotIn { get; } = new((string?)null);
}

namespace MsgStore.Sieve;

/// <summary>What a filter writes in its status field.</summary>
public enum StatusKind
{
    /// <summary>A number.</summary>
    Score,
    /// <summary>As many characters as the score is high.</summary>
    Length,
    /// <summary>One of several words.</summary>
    Text,
}

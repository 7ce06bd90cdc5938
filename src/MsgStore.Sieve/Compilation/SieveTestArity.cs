namespace MsgStore.Sieve.Compilation;

/// <summary>How many tests an invocation takes.</summary>
public enum SieveTestArity
{
    /// <summary>None.</summary>
    None,
    /// <summary>Exactly one.</summary>
    One,
    /// <summary>A list in parentheses.</summary>
    List,
}

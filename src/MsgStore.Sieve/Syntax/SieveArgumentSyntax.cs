namespace MsgStore.Sieve.Syntax;

/// <summary>An argument as it stands in a script (RFC 5228 §2.6).</summary>
public abstract record SieveArgumentSyntax
{
    private protected SieveArgumentSyntax()
    {
    }

    /// <summary>Where it begins.</summary>
    public SievePosition Position { get; init; }
}

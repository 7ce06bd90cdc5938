namespace MsgStore.Sieve.Compilation;

/// <summary>Whether a command takes a block.</summary>
public enum SieveBlockUse
{
    /// <summary>It ends in a semicolon.</summary>
    None,
    /// <summary>It has a block.</summary>
    Required,
}

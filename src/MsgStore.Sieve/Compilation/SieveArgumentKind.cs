namespace MsgStore.Sieve.Compilation;

/// <summary>What an argument may be.</summary>
public enum SieveArgumentKind
{
    /// <summary>Nothing: a tag that stands alone.</summary>
    None,
    /// <summary>A number.</summary>
    Number,
    /// <summary>One string.</summary>
    String,
    /// <summary>A string or a list of strings.</summary>
    StringList,
    /// <summary>A number, or a string of digits.</summary>
    NumberOrString,
}

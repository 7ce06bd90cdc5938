namespace MsgStore.Sieve.Syntax;

/// <summary>How much a diagnostic weighs.</summary>
public enum SieveSeverity
{
    /// <summary>The script compiles; its author should look.</summary>
    Warning,
    /// <summary>The script does not compile.</summary>
    Error,
}

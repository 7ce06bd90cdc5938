namespace MsgStore.Sieve;

/// <summary>Whose scripts <c>include</c> looks in (RFC 6609 §3.2).</summary>
public enum SieveScriptLocation
{
    /// <summary><c>:personal</c>: the user's own.</summary>
    Personal,
    /// <summary><c>:global</c>: those of the site.</summary>
    Global,
}

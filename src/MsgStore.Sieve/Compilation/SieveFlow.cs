namespace MsgStore.Sieve.Compilation;

/// <summary>Where a run goes on after a command.</summary>
public enum SieveFlow
{
    /// <summary>With the next command.</summary>
    Next,
    /// <summary>After the innermost loop, or the one <see cref="Evaluation.SieveRun.BreakTarget"/> names (RFC 5703 §3.2).</summary>
    Break,
    /// <summary>In the script that included this one (RFC 6609 §3.3).</summary>
    Return,
    /// <summary>Nowhere; the actions so far stand (RFC 5228 §3.3).</summary>
    Stop,
}

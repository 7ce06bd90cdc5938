using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>A string argument, prepared: a constant, or made anew in each run (RFC 5229 §3).</summary>
/// <param name="constant">The value; the text as written where it is no constant.</param>
/// <param name="expand">Makes the value; <see langword="null"/> for a constant.</param>
public sealed class SieveString(string constant, Func<SieveRun, string>? expand = null)
{
    /// <summary>Whether the value is the same in every run.</summary>
    public bool IsConstant => expand is null;

    /// <summary>The value of a constant; the text as written where it is none.</summary>
    public string Text => constant;

    /// <summary>The value in a run.</summary>
    public string Get(SieveRun run) => expand is null ? constant : expand(run);
}

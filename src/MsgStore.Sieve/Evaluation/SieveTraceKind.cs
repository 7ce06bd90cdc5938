namespace MsgStore.Sieve.Evaluation;

/// <summary>What a step was.</summary>
public enum SieveTraceKind
{
    /// <summary>The run begins; what was told before does not count.</summary>
    Start,
    /// <summary>A command is executed.</summary>
    Command,
    /// <summary>A test had a result.</summary>
    Test,
    /// <summary>A value was compared with a key.</summary>
    Match,
    /// <summary>An action was added.</summary>
    Action,
    /// <summary>A variable was set.</summary>
    Variable,
}

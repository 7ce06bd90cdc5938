namespace MsgStore.Sieve.Evaluation;

/// <summary>What a script is run on.</summary>
public sealed record SieveInput
{
    /// <summary>The message.</summary>
    public required SieveMessage Message { get; init; }

    /// <summary>The envelope.</summary>
    public required SieveEnvelope Envelope { get; init; }

    /// <summary>Everything around them.</summary>
    public ISieveEnvironment Environment { get; init; } = new SieveEnvironment();

    /// <summary>Is told what the run does; <see langword="null"/> for no one.</summary>
    public ISieveTrace? Trace { get; init; }
}

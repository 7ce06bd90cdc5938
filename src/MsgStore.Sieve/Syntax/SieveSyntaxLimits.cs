namespace MsgStore.Sieve.Syntax;

/// <summary>What a script may ask of the parser.</summary>
public sealed record SieveSyntaxLimits
{
    /// <summary>The longest script in octets. Default: 1 MiB.</summary>
    public int MaxScriptOctets { get; init; } = 1024 * 1024;

    /// <summary>How deep blocks and tests may nest in each other. Default: 32.</summary>
    public int MaxNesting { get; init; } = 32;

    /// <summary>The most strings in one list. Default: 4096.</summary>
    public int MaxListItems { get; init; } = 4096;

    /// <summary>The most errors reported in one pass. Default: 100.</summary>
    public int MaxDiagnostics { get; init; } = 100;
}

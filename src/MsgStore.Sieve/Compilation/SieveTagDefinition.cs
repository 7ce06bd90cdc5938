namespace MsgStore.Sieve.Compilation;

/// <summary>A tag of commands or tests (RFC 5228 §2.6.2).</summary>
/// <param name="Name">The name without colon.</param>
public sealed record SieveTagDefinition(string Name)
{
    /// <summary>What follows the tag.</summary>
    public SieveArgumentKind Value { get; init; }

    /// <summary>Tags of one group exclude each other; <see langword="null"/> for a tag that is a group of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Makes what changes the command's action; <see langword="null"/> where the command reads the tag itself.</summary>
    public Func<SieveBinding, SieveActionModifier>? Modify { get; init; }

    /// <summary>Checks the tag where it stands, beyond what the other members say.</summary>
    public Action<SieveBinding>? Check { get; init; }

    internal string? Capability { get; init; }
}

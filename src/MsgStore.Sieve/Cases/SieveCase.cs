using System.Collections.Immutable;

namespace MsgStore.Sieve.Cases;

/// <summary>What a script must do with a message: one case of a file that people keep beside their scripts. The README says how it is written.</summary>
public sealed record SieveCase
{
    /// <summary>Its name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The script.</summary>
    public required string Script { get; init; }

    /// <summary>The message with CRLF line ends; <see langword="null"/> where the script is only compiled.</summary>
    public ReadOnlyMemory<byte>? Message { get; init; }

    /// <summary>The reverse-path; may be empty.</summary>
    public string From { get; init; } = "";

    /// <summary>The recipient, who owns the script.</summary>
    public string To { get; init; } = "";

    /// <summary>Scripts it may include, by name.</summary>
    public ImmutableDictionary<string, string> Includes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What is expected.</summary>
    public required SieveExpectation Expected { get; init; }
}

/// <summary>What a case expects.</summary>
public sealed record SieveExpectation
{
    /// <summary>Only that the script compiles.</summary>
    public bool Compiles { get; init; }

    /// <summary>That it does not compile, or that its run ends in an error.</summary>
    public bool Error { get; init; }

    /// <summary>Exactly these actions, in any order.</summary>
    public ImmutableArray<SieveExpectedAction> Actions { get; init; } = [];
}

/// <summary>An action a case expects.</summary>
/// <param name="Kind">keep, fileinto, redirect, discard, reject, ereject, vacation or notify.</param>
/// <param name="Target">Mailbox or address; <see langword="null"/> for any.</param>
/// <param name="Flags">The IMAP flags.</param>
public sealed record SieveExpectedAction(string Kind, string? Target, ImmutableArray<string> Flags);

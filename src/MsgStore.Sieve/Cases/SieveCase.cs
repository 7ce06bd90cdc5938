using System.Collections.Immutable;
using System.Text;

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

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Script), Script), (nameof(Message), Message), (nameof(From), From), (nameof(To), To),
        (nameof(Includes), Includes), (nameof(Expected), Expected));
}

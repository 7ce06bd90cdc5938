using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve;

/// <summary>Limits and settings of compiling and evaluating. Every limit ends a script in an error and so in the implicit keep, never in an exception.</summary>
public sealed record SieveOptions
{
    /// <summary>The defaults.</summary>
    public static SieveOptions Default { get; } = new();

    /// <summary>Limits of the parser: script size, nesting, lists, diagnostics.</summary>
    public SieveSyntaxLimits Syntax { get; init; } = new();

    /// <summary>The steps a run may take: one a command or test, and one for about every 64 octets it compares. Default: 5 million.</summary>
    public long MaxInstructions { get; init; } = 5_000_000;

    /// <summary>The most actions of a run. Default: 32.</summary>
    public int MaxActions { get; init; } = 32;

    /// <summary>The most redirects of a run. Default: 4.</summary>
    public int MaxRedirects { get; init; } = 4;

    /// <summary>The most values of <c>duplicate</c> that a run may have remembered (RFC 7352 §6). Default: 100.</summary>
    public int MaxDuplicates { get; init; } = 100;

    /// <summary>The most notifications of a run (RFC 5435 §8). Default: 10.</summary>
    public int MaxNotifications { get; init; } = 10;

    /// <summary>The URI schemes <c>notify</c> may use, in lower case (RFC 5435 §3). Default: mailto.</summary>
    public IReadOnlySet<string> NotifySchemes { get; init; } = new HashSet<string>(StringComparer.Ordinal) { "mailto" };

    /// <summary>The most scripts one script may include, each counted once (RFC 6609). Default: 255.</summary>
    public int MaxIncludes { get; init; } = 255;

    /// <summary>How deep scripts may include each other. Default: 10.</summary>
    public int MaxIncludeDepth { get; init; } = 10;

    /// <summary>The most variables of one script, and of the global scope (RFC 5229 §6). Default: 255.</summary>
    public int MaxVariables { get; init; } = 255;

    /// <summary>The longest value of a variable in octets of UTF-8; longer ones are cut (RFC 5229 §6). Default: 4096.</summary>
    public int MaxVariableOctets { get; init; } = 4096;

    /// <summary>The most characters of a string once its variables have their values. Default: 1 Mi.</summary>
    public int MaxStringLength { get; init; } = 1024 * 1024;

    /// <summary>The longest name of a variable. Default: 64.</summary>
    public int MaxVariableName { get; init; } = 64;

    /// <summary>The most characters of a regular expression. Default: 4096.</summary>
    public int MaxRegexLength { get; init; } = 4096;

    /// <summary>The most states of a regular expression, its repetitions counted as often as they may be made. Default: 5000.</summary>
    public int MaxRegexStates { get; init; } = 5000;

    /// <summary>How long the regular expressions of a run may work in all. Default: 2 seconds; matching is linear in the value, so that this is for huge ones.</summary>
    public TimeSpan MaxRegexTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most octets of a message that tests of its body read; a longer one counts as ending there. Default: 64 MiB.</summary>
    public int MaxMessageOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest field that addheader makes, in octets (RFC 5293 §8). Default: 2048.</summary>
    public int MaxAddedHeaderOctets { get; init; } = 2048;

    /// <summary>How much structure of a message is read.</summary>
    public MimeLimits Mime { get; init; } = new();

    /// <summary>Capabilities that scripts get only where <see cref="Capabilities"/> names them: RFC 6009 asks for a server with DELIVERBY.</summary>
    public static IReadOnlySet<string> OffByDefault { get; } = new HashSet<string>(StringComparer.Ordinal) { "envelope-deliverby", "redirect-deliverby" };

    /// <summary>Capabilities scripts may use; <see langword="null"/> means all that are registered but <see cref="OffByDefault"/>.</summary>
    public IReadOnlySet<string>? Capabilities { get; init; }

    /// <summary>What separates user and detail of an address (RFC 5233); each character is a separator. Default: <c>+</c>.</summary>
    public string SubaddressSeparators { get; init; } = "+";

    /// <summary>Settings of <c>vacation</c>.</summary>
    public VacationOptions Vacation { get; init; } = new();

    /// <summary>Settings of <c>duplicate</c>.</summary>
    public DuplicateOptions Duplicate { get; init; } = new();

    /// <summary>Settings of <c>editheader</c>.</summary>
    public EditHeaderOptions EditHeader { get; init; } = new();

    /// <summary>Where <c>spamtest</c> and <c>spamtestplus</c> find a score; <see langword="null"/> asks the environment only.</summary>
    public StatusHeaderOptions? Spamtest { get; init; }

    /// <summary>Where <c>virustest</c> finds a score; <see langword="null"/> asks the environment only.</summary>
    public StatusHeaderOptions? Virustest { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Syntax), Syntax), (nameof(MaxInstructions), MaxInstructions), (nameof(MaxActions), MaxActions), (nameof(MaxRedirects), MaxRedirects),
        (nameof(MaxDuplicates), MaxDuplicates), (nameof(MaxNotifications), MaxNotifications), (nameof(NotifySchemes), NotifySchemes),
        (nameof(MaxIncludes), MaxIncludes), (nameof(MaxIncludeDepth), MaxIncludeDepth), (nameof(MaxVariables), MaxVariables),
        (nameof(MaxVariableOctets), MaxVariableOctets), (nameof(MaxStringLength), MaxStringLength), (nameof(MaxVariableName), MaxVariableName),
        (nameof(MaxRegexLength), MaxRegexLength), (nameof(MaxRegexStates), MaxRegexStates), (nameof(MaxRegexTime), MaxRegexTime),
        (nameof(MaxMessageOctets), MaxMessageOctets), (nameof(MaxAddedHeaderOctets), MaxAddedHeaderOctets), (nameof(Mime), Mime),
        (nameof(Capabilities), Capabilities), (nameof(SubaddressSeparators), SubaddressSeparators), (nameof(Vacation), Vacation),
        (nameof(Duplicate), Duplicate), (nameof(EditHeader), EditHeader), (nameof(Spamtest), Spamtest), (nameof(Virustest), Virustest));
}

namespace MsgStore.Sieve.Compilation;

/// <summary>A part of the language that scripts ask for by its capability (RFC 5228 §2.10.5). The built-in ones use nothing but this.</summary>
public interface ISieveExtension
{
    /// <summary>The capability string, as in <c>require "fileinto"</c>; empty for what needs no <c>require</c>.</summary>
    string Name { get; }

    /// <summary>Other capabilities that come with this one without being required themselves.</summary>
    IReadOnlyList<string> Implied => [];

    /// <summary>Capabilities that cannot be required beside this one.</summary>
    IReadOnlyList<string> Conflicts => [];

    /// <summary>Capabilities that have to be required beside this one.</summary>
    IReadOnlyList<string> Needs => [];

    /// <summary>Adds commands, tests, tags, comparators and match types.</summary>
    void Register(SieveLanguageBuilder language);
}

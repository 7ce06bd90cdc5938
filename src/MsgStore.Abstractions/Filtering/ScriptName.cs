using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MsgStore.Filtering;

/// <summary>The name of a script (RFC 5804 §1.6): 1 to 128 Unicode characters in NFC, no controls, no line or paragraph separators.</summary>
public sealed record ScriptName
{
    /// <summary>The longest name in Unicode characters.</summary>
    public const int MaxLength = 128;

    private ScriptName(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Reads a name.</summary>
    /// <returns>False for what can be no name.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScriptName? name)
    {
        name = null;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
            if (++length > MaxLength || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
                return false;
        if (length == 0)
            return false;
        name = new ScriptName(text.Normalize(NormalizationForm.FormC));
        return true;
    }

    /// <summary>Reads a name that the program itself wrote down.</summary>
    /// <exception cref="FormatException">The text can be no name.</exception>
    public static ScriptName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' can be no name of a script: 1 to {MaxLength} characters, no controls.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

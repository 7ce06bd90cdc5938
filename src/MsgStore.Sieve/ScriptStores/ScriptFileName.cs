using System.Security.Cryptography;
using System.Text;
using MsgStore.Filtering;

namespace MsgStore.Sieve.ScriptStores;

/// <summary>The one place where names of scripts become names of files.</summary>
/// <remarks>
/// Letters, digits, <c>-</c>, <c>_</c> and <c>.</c> stand for themselves, the first one not a full stop; each other octet of the UTF-8 is <c>%XX</c>.
/// A name that would be too long for a file system is <c>%~</c> and the hash of it, with the name itself in a file beside it.
/// </remarks>
internal static class ScriptFileName
{
    public const string Extension = ".sieve";

    private const int MaxOctets = 200;
    private const string HashMark = "%~";

    /// <summary>The file's name without extension.</summary>
    public static string Encode(ScriptName name)
    {
        var octets = Encoding.UTF8.GetBytes(name.Value);
        var encoded = new StringBuilder();
        foreach (var octet in octets)
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' || (octet == '.' && encoded.Length > 0))
                encoded.Append((char)octet);
            else
                encoded.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:X2}");
        return encoded.Length <= MaxOctets ? encoded.ToString() : HashMark + Convert.ToHexStringLower(SHA256.HashData(octets));
    }

    /// <summary>Whether the name stands in a file beside.</summary>
    public static bool IsHashed(string encoded) => encoded.StartsWith(HashMark, StringComparison.Ordinal);

    /// <summary>Reads what <see cref="Encode"/> wrote; <see langword="null"/> for another program's file.</summary>
    public static ScriptName? Decode(string encoded)
    {
        var octets = new List<byte>();
        for (var i = 0; i < encoded.Length; i++)
            if (encoded[i] != '%')
                octets.Add(encoded[i] < 0x80 ? (byte)encoded[i] : (byte)0);
            else if (i + 2 < encoded.Length && byte.TryParse(encoded.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var octet))
                (i, _) = (i + 2, Append(octets, octet));
            else
                return null;
        return ScriptName.TryParse(Encoding.UTF8.GetString([.. octets]), out var name) && Encode(name) == encoded ? name : null;
    }

    private static bool Append(List<byte> octets, byte octet)
    {
        octets.Add(octet);
        return true;
    }
}

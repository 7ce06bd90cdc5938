using System.Globalization;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>A number of octets as SIZE and BDAT write it: up to 20 digits (RFC 1870 §4, RFC 3030 §2).</summary>
internal static class SizeValue
{
    private const int MaxDigits = 20;

    /// <summary>Reads a size. One that no number here can hold is <see cref="long.MaxValue"/>, which is larger than any message.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long size)
    {
        size = 0;
        if (text.Length is 0 or > MaxDigits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size))
            size = long.MaxValue;
        return true;
    }
}

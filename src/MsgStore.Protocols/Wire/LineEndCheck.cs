using System.Buffers;

namespace MsgStore.Protocols.Wire;

/// <summary>Looks for a bare CR, a bare LF or a NUL in octets that come in pieces.</summary>
internal struct LineEndCheck
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\0"u8);

    /// <summary>Whether the last octet was a CR, so that only an LF may follow.</summary>
    public bool IsAfterCr { get; private set; }

    /// <summary>Whether the last two octets were CRLF.</summary>
    public bool IsAtLineStart { get; private set; }

    /// <summary>Checks the next piece.</summary>
    public bool Check(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (IsAfterCr)
            {
                IsAfterCr = false;
                if (octets[0] != (byte)'\n')
                    return false;
                IsAtLineStart = true;
                octets = octets[1..];
                continue;
            }

            var at = octets.IndexOfAny(Special);
            IsAtLineStart = false;
            if (at < 0)
                return true;
            if (octets[at] != (byte)'\r')
                return false;
            IsAfterCr = true;
            octets = octets[(at + 1)..];
        }

        return true;
    }
}

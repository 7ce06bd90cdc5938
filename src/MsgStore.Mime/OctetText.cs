using System.Buffers;
using System.Text;

namespace MsgStore.Mime;

/// <summary>Octets as strings without loss: UTF-8 as itself, an octet that is no UTF-8 as the lone surrogate U+DC80…U+DCFF.</summary>
/// <remarks>Any two octet strings stay different, so text of unknown charset can be compared, cut and written again.</remarks>
public static class OctetText
{
    private const char EscapeBase = '\uDC00';

    /// <summary>Makes a string of octets.</summary>
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        if (System.Text.Unicode.Utf8.IsValid(octets))
            return Encoding.UTF8.GetString(octets);
        var builder = new StringBuilder(octets.Length);
        Span<char> buffer = stackalloc char[2];
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out var rune, out var length) == OperationStatus.Done)
                builder.Append(buffer[..rune.EncodeToUtf16(buffer)]);
            else
                foreach (var octet in octets[..length])
                    builder.Append((char)(EscapeBase + octet));
            octets = octets[length..];
        }
        return builder.ToString();
    }

    /// <summary>Makes octets of a string; the inverse of <see cref="Decode"/>. Other lone surrogates become U+FFFD.</summary>
    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF'))
            return Encoding.UTF8.GetBytes(text);
        var octets = new ArrayBufferWriter<byte>(text.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (var at = 0; at < text.Length; at++)
        {
            if (Rune.TryGetRuneAt(text, at, out var rune))
            {
                octets.Write(buffer[..rune.EncodeToUtf8(buffer)]);
                at += rune.Utf16SequenceLength - 1;
            }
            else if (text[at] is >= '\uDC80' and <= '\uDCFF')
            {
                buffer[0] = (byte)(text[at] - EscapeBase);
                octets.Write(buffer[..1]);
            }
            else
            {
                octets.Write("\uFFFD"u8);
            }
        }
        return octets.WrittenSpan.ToArray();
    }

    /// <summary>Whether a string stands for octets that are all UTF-8.</summary>
    public static bool IsUtf8(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (char.IsSurrogate(text[at]))
            {
                if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                    return false;
                at++;
            }
        return true;
    }
}

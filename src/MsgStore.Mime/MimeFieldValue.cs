using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MsgStore.Mime;

/// <summary>A value with parameters, as Content-Type and Content-Disposition have it (RFC 2045 §5.1, RFC 2183 §2).</summary>
/// <param name="Value">What stands before the first semicolon, trimmed, comments removed. Where the semicolon is missing before <c>name=</c>, it is read as if it were there.</param>
/// <param name="Parameters">By name without regard to case; continuations joined and charsets decoded (RFC 2231).</param>
public sealed record MimeFieldValue(string Value, ImmutableDictionary<string, string> Parameters)
{
    private const int MaxParameters = 128;
    private const int MaxSections = 256;

    /// <summary>A value of nothing.</summary>
    public static MimeFieldValue Empty { get; } = new("", ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>A parameter's value; <see langword="null"/> where it is missing.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>Reads a field's body. Anything is read to an end; parts that are no parameters are passed over.</summary>
    public static MimeFieldValue Parse(string body)
    {
        var scanner = new FieldScanner(body);
        var raw = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var value = scanner.ReadUntil("=;");
        if (scanner.Skip('='))
        {
            var rest = scanner.ReadParameter();
            if (value.LastIndexOfAny([' ', '\t']) is > 0 and var blank)
            {
                raw.Add(value[(blank + 1)..], rest);
                value = value[..blank].TrimEnd();
            }
            else
                value = $"{value}={rest}";
        }
        while (scanner.Skip(';') && raw.Count < MaxParameters)
        {
            var name = scanner.ReadUntil("=;");
            if (!scanner.Skip('='))
                continue;
            var parameter = scanner.ReadParameter();
            if (name.Length > 0)
                raw.TryAdd(name, parameter);
        }
        return new(value, Join(raw));
    }

    private static ImmutableDictionary<string, string> Join(Dictionary<string, string> raw)
    {
        var parameters = Empty.Parameters.ToBuilder();
        foreach (var (name, value) in raw)
        {
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0)
                parameters[name] = value.Contains("=?", StringComparison.Ordinal) ? EncodedWord.Decode(value) : value;
        }
        foreach (var name in raw.Keys.Where(key => key.IndexOf('*', StringComparison.Ordinal) > 0).Select(key => key[..key.IndexOf('*', StringComparison.Ordinal)]).Distinct(StringComparer.OrdinalIgnoreCase))
            if (Extended(raw, name) is { } value)
                parameters[name] = value;
        return parameters.ToImmutable();
    }

    // name*=charset'language'text, or sections name*0, name*1*, … of which only the first names a charset.
    private static string? Extended(Dictionary<string, string> raw, string name)
    {
        if (raw.TryGetValue(name + "*", out var whole))
            return Decode(Unescape(whole[(StartOfText(whole, out var only))..]), only);
        var octets = new List<byte>();
        string? charset = null;
        for (var section = 0; section < MaxSections; section++)
        {
            var key = $"{name}*{section.ToString(CultureInfo.InvariantCulture)}";
            if (raw.TryGetValue(key, out var plain))
                octets.AddRange(OctetText.Encode(plain));
            else if (raw.TryGetValue(key + "*", out var escaped))
                octets.AddRange(Unescape(section == 0 ? escaped[StartOfText(escaped, out charset)..] : escaped));
            else
                return section == 0 ? null : Decode([.. octets], charset);
        }
        return Decode([.. octets], charset);
    }

    private static int StartOfText(string value, out string? charset)
    {
        charset = null;
        var first = value.IndexOf('\'', StringComparison.Ordinal);
        var second = first < 0 ? -1 : value.IndexOf('\'', first + 1);
        if (second < 0)
            return 0;
        charset = value[..first];
        return second + 1;
    }

    private static string Decode(byte[] octets, string? charset) => MimeCharset.Decode(octets, charset);

    private static byte[] Unescape(string text)
    {
        var octets = OctetText.Encode(text);
        var length = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] == (byte)'%' && TransferEncoding.TryReadHex(octets.AsSpan(at + 1), out var value))
            {
                octets[length++] = value;
                at += 2;
            }
            else
            {
                octets[length++] = octets[at];
            }
        }
        return octets[..length];
    }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Value), Value), (nameof(Parameters), Parameters));
}

using System.Collections.Frozen;
using System.Globalization;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>What a server offered in its reply to EHLO or LHLO (RFC 5321 §4.1.1.1).</summary>
public sealed class SmtpCapabilities
{
    private readonly FrozenDictionary<string, string> _keywords;

    private SmtpCapabilities(Dictionary<string, string> keywords)
    {
        _keywords = keywords.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        MaxSize = TryGetMaxSize(out var size) ? size : null;
        MaxRecipients = Words("LIMITS").Where(word => word.StartsWith("RCPTMAX=", StringComparison.OrdinalIgnoreCase))
            .Select(word => int.TryParse(word.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : (int?)null).FirstOrDefault();
        AuthMechanisms = Words("AUTH").ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Nothing at all, as after HELO.</summary>
    public static SmtpCapabilities None { get; } = new([]);

    /// <summary>The largest message in octets (RFC 1870); <see langword="null"/> where the server names no limit.</summary>
    public long? MaxSize { get; }

    /// <summary>The most recipients of one message (RFC 9422 §4.2); <see langword="null"/> where the server names no limit.</summary>
    public int? MaxRecipients { get; }

    /// <summary>Whether MAIL takes SIZE (RFC 1870 §3).</summary>
    public bool HasSize => Has("SIZE");

    /// <summary>Whether commands may be sent without waiting for replies (RFC 2920).</summary>
    public bool HasPipelining => Has("PIPELINING");

    /// <summary>Whether messages may hold octets above 127 (RFC 6152).</summary>
    public bool Has8BitMime => Has("8BITMIME");

    /// <summary>Whether addresses and header fields may be UTF-8 (RFC 6531).</summary>
    public bool HasSmtpUtf8 => Has("SMTPUTF8");

    /// <summary>Whether BDAT is known (RFC 3030).</summary>
    public bool HasChunking => Has("CHUNKING");

    /// <summary>Whether the DSN parameters are known (RFC 3461).</summary>
    public bool HasDsn => Has("DSN");

    /// <summary>Whether STARTTLS is known (RFC 3207).</summary>
    public bool HasStartTls => Has("STARTTLS");

    /// <summary>The SASL mechanisms offered (RFC 4954 §3); empty where there is no AUTH.</summary>
    public IReadOnlySet<string> AuthMechanisms { get; }

    /// <summary>Whether a keyword was offered, in any letter case.</summary>
    public bool Has(string keyword) => _keywords.ContainsKey(keyword);

    /// <summary>Reads the lines of the reply; the first is the greeting.</summary>
    public static SmtpCapabilities Read(ServerReply reply)
    {
        var keywords = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in reply.Lines.Skip(1))
        {
            // "AUTH=LOGIN" is how servers wrote it before RFC 2554.
            var end = line.AsSpan().IndexOfAny(' ', '=');
            keywords.TryAdd(end < 0 ? line : line[..end], end < 0 ? "" : line[(end + 1)..].Trim());
        }

        return new SmtpCapabilities(keywords);
    }

    private bool TryGetMaxSize(out long size)
    {
        size = 0;
        return _keywords.TryGetValue("SIZE", out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size > 0;
    }

    private string[] Words(string keyword) =>
        _keywords.TryGetValue(keyword, out var text) ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
}

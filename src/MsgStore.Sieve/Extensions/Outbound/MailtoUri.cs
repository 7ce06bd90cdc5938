using System.Collections.Immutable;
using MsgStore.Mime;

namespace MsgStore.Sieve.Extensions;

/// <summary>A mailto URI as RFC 5436 §2.2 uses it: recipients, and the header fields and body it may set.</summary>
internal sealed record MailtoUri(ImmutableArray<MailAddress> To, ImmutableArray<MailAddress> Cc, string? Subject, string? Body, ImmutableArray<(string Name, string Value)> Fields)
{
    private const int MaxRecipients = 8;
    private const int MaxFields = 16;

    // RFC 5436 §2.3: these are the notification's own.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Auto-Submitted", "Received", "Message-ID", "Date", "Bcc", "In-Reply-To", "References", "Resent-Date", "Resent-From", "Resent-Sender", "Resent-To",
        "Resent-Cc", "Resent-Bcc", "Resent-Msg-ID", "From", "Sender", "Return-Path", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    };

    public static bool IsMailto(string uri) => uri.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string uri, out MailtoUri? result, out string problem)
    {
        result = null;
        var rest = uri["mailto:".Length..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var builder = new Builder();
        problem = "";
        if (rest.Contains('#', StringComparison.Ordinal))
            problem = "A mailto URI for notifications has no '#'.";
        else if (builder.AddRecipients(question < 0 ? rest : rest[..question], isEncoded: true) && (question < 0 || builder.AddFields(rest[(question + 1)..])))
            result = builder.Build();
        else
            problem = builder.Problem;
        if (result is { To.IsEmpty: true, Cc.IsEmpty: true })
            (result, problem) = (null, "The mailto URI names no recipient.");
        return result is not null;
    }

    private static string? Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return null;
        return text.Any(c => c is < '!' or > '~' and < '\x80') ? null : Uri.UnescapeDataString(text);
    }

    private sealed class Builder
    {
        private readonly List<MailAddress> _to = [];
        private readonly List<MailAddress> _cc = [];
        private readonly List<(string, string)> _fields = [];
        private string? _subject;
        private string? _body;

        public string Problem { get; private set; } = "";

        public MailtoUri Build() =>
            // Nobody is told twice.
            new([.. _to.DistinctBy(Key, StringComparer.OrdinalIgnoreCase)],
                [.. _cc.ExceptBy(_to.Select(Key), Key, StringComparer.OrdinalIgnoreCase)], _subject, _body, [.. _fields]);

        private static string Key(MailAddress address) => address.Address;

        public bool AddRecipients(string list, bool isEncoded)
        {
            if ((isEncoded ? Decode(list) : list) is not { } text)
                return Fail($"\"{list}\" in the mailto URI is no list of addresses.");
            foreach (var entry in MailAddressList.Parse(text))
            {
                if (!entry.IsValid)
                    return Fail($"\"{entry.Text}\" in the mailto URI is no address.");
                _to.Add(entry);
            }
            return CheckCount();
        }

        public bool AddFields(string query)
        {
            foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || Decode(pair[..equals]) is not { } name || Decode(pair[(equals + 1)..]) is not { } value)
                    return Fail($"\"{pair}\" in the mailto URI is no header field of the form name=value.");
                if (!AddField(name, value))
                    return false;
            }
            return CheckCount();
        }

        private bool AddField(string name, string value)
        {
            switch (name.ToLowerInvariant())
            {
                case "to":
                    return AddRecipients(value, isEncoded: false);
                case "cc":
                    var all = MailAddressList.Parse(value);
                    _cc.AddRange(all);
                    return all.All(address => address.IsValid) || Fail($"\"{value}\" in the mailto URI is no list of addresses.");
                case "subject":
                    _subject = value;
                    return true;
                case "body":
                    _body = value;
                    return true;
            }
            if (!MimeHeaderField.IsName(name))
                return Fail($"\"{name}\" in the mailto URI is no name of a header field.");
            if (!Reserved.Contains(name))
                _fields.Add((name, value));
            return _fields.Count <= MaxFields || Fail($"The mailto URI sets more than {MaxFields} header fields.");
        }

        private bool CheckCount() => _to.Count + _cc.Count <= MaxRecipients || Fail($"The mailto URI names more than {MaxRecipients} recipients.");

        private bool Fail(string problem)
        {
            Problem = problem;
            return false;
        }
    }
}

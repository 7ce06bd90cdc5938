using System.Security.Cryptography;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Responses;

/// <summary>Writes header and body of an answer. A field never gets a line of its own out of a text.</summary>
internal sealed class ResponseWriter
{
    private const int MaxIdLength = 900;
    private const int MaxReferencesLength = 4000;

    private readonly MessageWriter _writer = new();

    /// <summary>Begins with the trace fields where there are some, then Date and a Message-ID that is the same for the same answer.</summary>
    public ResponseWriter(ResponseContext context, string identity, IEnumerable<MimeHeaderField>? trace = null)
    {
        foreach (var field in trace ?? [])
            _writer.Octets(field.Octets.Span);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{context.Now.UtcTicks}\0{context.Envelope.From}\0{context.Envelope.To}\0{MessageId(context.Header)}\0{identity}"));
        Field("Message-ID", $"<{Convert.ToHexStringLower(hash)[..32]}@{context.ServerName}>");
        Field("Date", MailDate.Format(context.Now));
    }

    /// <summary>The Message-ID; <see langword="null"/> where there is none, or nothing in it, which would make all such messages one.</summary>
    public static string? MessageId(MimeHeader header) => header.First("Message-ID")?.RawText is { Length: > 0 } id ? id : null;

    public ResponseWriter Field(string name, string body)
    {
        _writer.Field(name, HeaderText.OneLine(body));
        return this;
    }

    public ResponseWriter Text(string name, string text) => Field(name, HeaderText.Encode(text));

    /// <summary>Adds an address list as a script or message gives it; a display name that is not ASCII is encoded.</summary>
    public ResponseWriter Address(string name, string address)
    {
        var text = MailAddressList.TryParseSingle(address, out var parsed) && parsed.DisplayName.Length > 0
            ? $"{Phrase(parsed.DisplayName)} <{parsed.Address}>" : HeaderText.OneLine(address);
        return Field(name, text);
    }

    /// <summary>Adds In-Reply-To and References (RFC 5322 §3.6.4).</summary>
    public ResponseWriter Thread(MimeHeader header)
    {
        // What no line can hold is no msg-id, and would make the answer larger than the message.
        if (MessageId(header) is not { Length: <= MaxIdLength } id)
            return this;
        var references = header.First("References")?.RawText ?? header.First("In-Reply-To")?.RawText;
        return Field("In-Reply-To", id).Field("References", references is null ? id : $"{Latest(references)} {id}");
    }

    private static string Latest(string references)
    {
        if (references.Length <= MaxReferencesLength)
            return references;
        var cut = references[^MaxReferencesLength..];
        return cut.IndexOf('<', StringComparison.Ordinal) is >= 0 and var at ? cut[at..] : "";
    }

    public ResponseWriter PlainText(string text)
    {
        Field("MIME-Version", "1.0").Field("Content-Type", "text/plain; charset=utf-8").Field("Content-Transfer-Encoding", "8bit");
        return Body(text);
    }

    /// <summary>Adds the empty line and what follows it, or a MIME entity with its own fields where <paramref name="hasFields"/>.</summary>
    public ResponseWriter Body(string text, bool hasFields = false)
    {
        if (!hasFields)
            _writer.Line();
        _writer.Octets(OctetText.Encode(text));
        return this;
    }

    public MessageContent ToContent() => MessageContent.FromMemory(_writer.ToArray());

    /// <summary>An address as it stands in a list, its display name encoded where needed.</summary>
    public static string Mailbox(MailAddress address) => address.DisplayName.Length == 0 ? address.Address : $"{Phrase(address.DisplayName)} <{address.Address}>";

    public static string Phrase(string name) => HeaderText.OneLine(name) is var line && line.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? HeaderText.Encode(line) : $"\"{line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

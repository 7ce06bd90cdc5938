using System.Buffers;
using System.Security.Cryptography;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>enclose (RFC 5703 §6): the message becomes an attachment of a new one with a text before it.</summary>
internal sealed class EncloseExtension : ISieveExtension
{
    // The trace stays in sight, or loops would not be seen.
    private static readonly string[] Trace = ["Return-Path", "Received", "Delivered-To", "Auto-Submitted"];

    public string Name => "enclose";

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new("enclose", Enclose)
    {
        Arguments = [SieveArgumentKind.String],
        Tags = [new("subject") { Value = SieveArgumentKind.String }, new("headers") { Value = SieveArgumentKind.StringList }],
    });

    private static SieveStatement Enclose(SieveBinding binding)
    {
        var text = binding.String(0);
        var subject = binding.TagString("subject");
        var headers = binding.TagStrings("headers");
        return run =>
        {
            run.Message.Enclose(Build(run, text.Get(run), subject?.Get(run), headers?.Get(run) ?? []));
            return SieveFlow.Next;
        };
    }

    private static ReadOnlyMemory<byte> Build(SieveRun run, string text, string? subject, IEnumerable<string> headers)
    {
        var original = run.Message.ToOctets();
        // Made of the message, so that a run is the same each time.
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(original.Span))[..32];
        var output = new ArrayBufferWriter<byte>(original.Length + text.Length + 1024);
        List<string> copied = [.. Trace, .. headers, .. subject is null ? (string[])["Subject"] : []];
        foreach (var field in run.Message.Header.Fields)
            if (IsIn(copied, field.Name) && !IsOfStructure(field.Name) && (subject is null || !field.Name.Equals("Subject", StringComparison.OrdinalIgnoreCase)))
                SieveMessageView.WriteLines(output, field.Octets.Span);
        if (subject is not null)
            Write(output, "Subject", HeaderText.Encode(subject));
        // The new message is the owner's own, and of now, in what the script does not take from the old one.
        (string Name, string Body)[] made = [("From", run.Envelope.To), ("To", run.Envelope.To), ("Date", MailDate.Format(run.Now)), ("Message-ID", Identity(run, boundary))];
        foreach (var (name, body) in made.Where(field => !IsIn(copied, field.Name)))
            Write(output, name, HeaderText.OneLine(body));
        output.Write(OctetText.Encode(
            $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--{boundary}\r\n"
            + $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--{boundary}\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"));
        output.Write(original.Span);
        output.Write(OctetText.Encode($"\r\n--{boundary}--\r\n"));
        return output.WrittenMemory;
    }

    private static bool IsIn(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsOfStructure(string name) => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase);

    private static string Identity(SieveRun run, string boundary) => $"<{boundary[2..]}@{(run.Envelope.To.LastIndexOf('@') is >= 0 and var at ? run.Envelope.To[(at + 1)..] : "localhost")}>";

    private static void Write(ArrayBufferWriter<byte> output, string name, string body) => output.Write(MimeHeaderField.Create(name, body).Octets.Span);
}

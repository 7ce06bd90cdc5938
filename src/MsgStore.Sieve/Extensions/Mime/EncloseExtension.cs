using System.Buffers;
using System.Security.Cryptography;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>enclose (RFC 5703 §6): the message becomes an attachment of a new one with a text before it.</summary>
internal sealed class EncloseExtension : ISieveExtension
{
    private static readonly string[] Kept = ["Received", "From", "To", "Cc", "Reply-To", "Sender", "Date", "Message-ID", "Resent-From", "Resent-To", "Return-Path", "Delivered-To", "Auto-Submitted"];

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
        foreach (var field in run.Message.Header.Fields)
            if (Kept.Contains(field.Name, StringComparer.OrdinalIgnoreCase) || subject is null && field.Name.Equals("Subject", StringComparison.OrdinalIgnoreCase))
                SieveMessageView.WriteLines(output, field.Octets.Span);
        if (subject is not null)
            output.Write(MimeHeaderField.Create("Subject", HeaderText.Encode(subject)).Octets.Span);
        foreach (var header in headers)
            if (header.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && MimeHeaderField.IsName(header[..colon].Trim()))
                output.Write(MimeHeaderField.Create(header[..colon].Trim(), HeaderText.OneLine(header[(colon + 1)..])).Octets.Span);
        output.Write(OctetText.Encode(
            $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--{boundary}\r\n"
            + $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--{boundary}\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"));
        output.Write(original.Span);
        output.Write(OctetText.Encode($"\r\n--{boundary}--\r\n"));
        return output.WrittenMemory;
    }
}

using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>replace (RFC 5703 §5): another text in the place of a part, or of the message outside of a loop.</summary>
internal sealed class ReplaceExtension : ISieveExtension
{
    public string Name => "replace";

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new("replace", Replace)
    {
        Arguments = [SieveArgumentKind.String],
        Tags = [new("mime"), new("subject") { Value = SieveArgumentKind.String }, new("from") { Value = SieveArgumentKind.String }],
    });

    private static SieveStatement Replace(SieveBinding binding)
    {
        var text = binding.String(0);
        var isMime = binding.HasTag("mime");
        var (subject, from) = (binding.TagString("subject"), binding.TagString("from"));
        if (isMime && (subject ?? from) is not null)
            binding.Error("':subject' and ':from' stand only where ':mime' does not: the replacement brings its own fields.");
        if (from is { IsConstant: true } && !AreAddresses(from.Text))
            binding.Error($"\"{from.Text}\" is no address.", binding.PositionOfTag("from"));
        return run =>
        {
            var entity = Entity(text.Get(run), isMime);
            if (run.CurrentPart is { } part && !ReferenceEquals(part, run.Message.Root))
                run.Message.ReplacePart(part, Encoding.UTF8.GetBytes(entity));
            else
                run.Message.ReplaceMessage(OctetText.Encode(Header(run, subject?.Get(run), Author(run, from)) + entity));
            return SieveFlow.Next;
        };
    }

    // §5: what is no mailbox-list is passed over.
    private static string? Author(SieveRun run, SieveString? from) => from?.Get(run) is { } text && AreAddresses(text) ? text : null;

    private static bool AreAddresses(string text) => OctetText.IsUtf8(text) && MailAddressList.Parse(text) is { Count: > 0 } list && list.All(address => address.Domain is { Length: > 0 });

    private static string Entity(string text, bool isMime) => isMime ? text
        : $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}";

    // The message keeps its header but for what describes the body, and what the command sets (§5).
    private static string Header(SieveRun run, string? subject, string? from)
    {
        var output = new StringBuilder();
        foreach (var field in run.Message.Header.Fields)
        {
            if (field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || field.Name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase))
                continue;
            if (subject is not null && field.Name.Equals("Subject", StringComparison.OrdinalIgnoreCase))
                output.Append(Field("Original-Subject", field.RawText));
            else if (from is not null && field.Name.Equals("From", StringComparison.OrdinalIgnoreCase))
                output.Append(Field("Original-From", field.RawText));
            else
                output.Append(OctetText.Decode(field.Octets.Span).TrimEnd('\r', '\n')).Append("\r\n");
        }
        if (subject is not null)
            output.Append(Field("Subject", Evaluation.HeaderText.Encode(subject)));
        if (from is not null)
            output.Append(Field("From", Evaluation.HeaderText.OneLine(from)));
        return output.ToString();
    }

    private static string Field(string name, string body) => OctetText.Decode(MimeHeaderField.Create(name, body).Octets.Span);
}

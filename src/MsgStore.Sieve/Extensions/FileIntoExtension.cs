using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>fileinto (RFC 5228 §4.1).</summary>
internal sealed class FileIntoExtension : ISieveExtension
{
    private const int MaxMailboxOctets = 1024;

    public string Name => "fileinto";

    public void Register(SieveLanguageBuilder language) =>
        language.AddCommand(new("fileinto", FileInto) { Arguments = [SieveArgumentKind.String] });

    /// <summary>Whether a name can name a mailbox.</summary>
    public static bool IsMailbox(string name) =>
        name.Length is > 0 and <= MaxMailboxOctets && OctetText.IsUtf8(name) && !name.Any(char.IsControl);

    private static SieveStatement FileInto(SieveBinding binding)
    {
        var mailbox = binding.String(0);
        var modifiers = binding.Modifiers;
        if (mailbox.IsConstant && !IsMailbox(mailbox.Text))
            binding.Error("This is no name of a mailbox: it must be UTF-8 without control characters.", binding.PositionOf(0));
        return run =>
        {
            var name = mailbox.Get(run);
            return IsMailbox(name) ? BaseActions.Add(run, new FileIntoAction(name), modifiers) : throw run.Error($"\"{name}\" is no name of a mailbox.");
        };
    }
}

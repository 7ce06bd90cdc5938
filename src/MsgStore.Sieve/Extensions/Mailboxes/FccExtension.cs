using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>fcc (RFC 8580): <c>:fcc</c> of vacation and notify, with the tags that say how a copy is filed.</summary>
internal sealed class FccExtension : ISieveExtension
{
    private static readonly string[] Owners = ["vacation", "notify"];

    public string Name => "fcc";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTag(new("fcc") { Value = SieveArgumentKind.String }, Owners);
        // Each of these needs the extension it comes from beside this one (RFC 8580 §3.1).
        language.AddTag(new("flags") { Value = SieveArgumentKind.StringList, Check = binding => Check(binding, "flags", "imap4flags") }, Owners);
        language.AddTag(new("create") { Check = binding => Check(binding, "create", "mailbox") }, Owners);
        language.AddTag(new("specialuse") { Value = SieveArgumentKind.String, Group = SpecialUseExtension.TagGroup, Check = binding => Check(binding, "specialuse", "special-use") }, Owners);
        language.AddTag(new("mailboxid") { Value = SieveArgumentKind.String, Group = SpecialUseExtension.TagGroup, Check = binding => Check(binding, "mailboxid", "mailboxid") }, Owners);
    }

    /// <summary>Makes the filing of a copy; <see langword="null"/> where none is asked for.</summary>
    public static Func<SieveRun, FileIntoAction?> Of(SieveBinding binding)
    {
        if (binding.TagString("fcc") is not { } mailbox)
            return _ => null;
        if (mailbox.IsConstant && !FileIntoExtension.IsMailbox(mailbox.Text))
            binding.Error("This is no name of a mailbox: it must be UTF-8 without control characters.", binding.PositionOfTag("fcc"));
        var modifiers = Modifiers(binding).ToArray();
        return run =>
        {
            var name = mailbox.Get(run);
            if (!FileIntoExtension.IsMailbox(name))
                throw run.Error($"\"{name}\" is no name of a mailbox.");
            SieveAction action = new FileIntoAction(name) { PreservesKeep = true };
            foreach (var modifier in modifiers)
                action = modifier(run, action);
            return (FileIntoAction)action;
        };
    }

    private static IEnumerable<SieveActionModifier> Modifiers(SieveBinding binding)
    {
        if (binding.HasTag("flags"))
            yield return Imap4FlagsExtension.Flags(binding);
        if (binding.HasTag("create"))
            yield return MailboxExtension.Create(binding);
        if (binding.HasTag("specialuse"))
            yield return SpecialUseExtension.Modify(binding);
        if (binding.HasTag("mailboxid"))
            yield return MailboxIdExtension.Modify(binding);
    }

    private static void Check(SieveBinding binding, string tag, string capability)
    {
        if (!binding.Has(capability))
            binding.Error($"':{tag}' needs: require \"{capability}\";");
        else if (!binding.HasTag("fcc"))
            binding.Error($"':{tag}' stands only beside ':fcc'.");
    }
}

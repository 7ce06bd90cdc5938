using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>mailboxid (RFC 9042): mailboxidexists and <c>:mailboxid</c>.</summary>
internal sealed class MailboxIdExtension : ISieveExtension
{
    public string Name => "mailboxid";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("mailboxidexists", binding =>
        {
            var ids = binding.Strings(0);
            return run => ids.Get(run).All(id => run.Ask((nameof(MailboxIdExtension), id), (environment, token) => environment.FindMailboxIdAsync(id, token)) is not null);
        })
        { Arguments = [SieveArgumentKind.StringList] });
        // Not beside ':specialuse' (RFC 9042 §4.2).
        language.AddTag(new("mailboxid") { Value = SieveArgumentKind.String, Group = SpecialUseExtension.TagGroup, Modify = Modify }, "fileinto");
    }

    /// <summary>Makes an action prefer the mailbox with an identifier.</summary>
    public static SieveActionModifier Modify(SieveBinding binding)
    {
        var id = binding.TagString("mailboxid")!;
        return (run, action) => action is FileIntoAction file ? file with { MailboxId = id.Get(run) } : action;
    }
}

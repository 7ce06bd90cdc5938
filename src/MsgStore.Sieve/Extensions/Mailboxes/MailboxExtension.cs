using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>mailbox (RFC 5490 §3): mailboxexists and <c>:create</c>.</summary>
internal sealed class MailboxExtension : ISieveExtension
{
    public string Name => "mailbox";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("mailboxexists", binding =>
        {
            var mailboxes = binding.Strings(0);
            return run => mailboxes.Get(run).All(mailbox => Exists(run, mailbox));
        })
        { Arguments = [SieveArgumentKind.StringList] });
        language.AddTag(new("create") { Modify = Create }, "fileinto");
    }

    /// <summary>Makes the mailbox of an action where it is missing.</summary>
    public static SieveActionModifier Create(SieveBinding binding) => (_, action) => action is FileIntoAction file ? file with { Create = true } : action;

    private static bool Exists(SieveRun run, string mailbox) =>
        FileIntoExtension.IsMailbox(mailbox) && run.Ask((nameof(MailboxExtension), mailbox), (environment, token) => environment.MailboxExistsAsync(mailbox, token));
}

using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Configuration;

/// <summary>Which mailbox a name means: where servers deliver mail for it, as far as accounts are named.</summary>
internal static class MailboxNames
{
    /// <summary>The names of mailboxes that a text may stand for where no directory says: as it is spelled, then in lower case.</summary>
    public static IEnumerable<MailboxName> Spellings(string localPart, string domain)
    {
        if (MailboxName.TryCreate(localPart, domain, LocalPartFolding.Exact, out var exact))
            yield return exact;
        if (MailboxName.TryCreate(localPart, domain, LocalPartFolding.LowerCase, out var lower) && !lower.Equals(exact))
            yield return lower;
    }

    /// <summary>Finds the mailbox an operator means.</summary>
    /// <param name="text">A name of the form user@example.com.</param>
    /// <param name="directory">Knows where mail for it goes; <see langword="null"/> where no accounts are named.</param>
    /// <param name="creates">Whether it is to be made where it is not there: then only the directory's word counts, where it has one.</param>
    /// <param name="exists">Whether there is such a mailbox. One whose user is gone is known to nobody else.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The mailbox, and whether it is there. One that is not there has the name it is to be made with.</returns>
    public static async ValueTask<(MailboxName Mailbox, bool IsThere)> FindAsync(
        string text, IRecipientDirectory? directory, bool creates, Func<MailboxName, CancellationToken, ValueTask<bool>> exists, CancellationToken cancellationToken)
    {
        var at = text.LastIndexOf('@');
        List<MailboxName> names = at > 0 ? [.. Spellings(text[..at], text[(at + 1)..])] : [];
        if (names.Count == 0)
            throw new ToolException(ExitCode.Usage, $"'{text}' is not a mailbox of the form user@example.com.");
        var user = directory is null ? null : await AskAsync(directory, text, cancellationToken).ConfigureAwait(false);
        if (user is not null && creates)
            return (user, await exists(user, cancellationToken).ConfigureAwait(false));
        if (user is not null)
            names.Insert(0, user);
        foreach (var name in names)
            if (await exists(name, cancellationToken).ConfigureAwait(false))
                return (name, true);
        return (user ?? names[^1], false);
    }

    private static async ValueTask<MailboxName?> AskAsync(IRecipientDirectory directory, string text, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(text, out var address))
            return null;
        return await directory.ResolveAsync(address, cancellationToken).ConfigureAwait(false) switch
        {
            // A subaddress asks for a folder, which is named behind a slash here.
            RecipientStatus.Local { Detail: null, Mailbox: var user } => user,
            RecipientStatus.Unavailable => throw new ToolException(ExitCode.TemporaryFailure, $"The accounts cannot be read, so that nobody can tell which mailbox {text} is; 'msgstore domain list' says why."),
            _ => null,
        };
    }
}

using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp;

/// <summary>Whether a logged-in user may use an address as their own (RFC 6409 §6.1).</summary>
internal static class SenderCheck
{
    private static readonly SmtpReply NotYours = SmtpReply.Of(553, "5.7.1", "Sender address is not one of yours");

    /// <summary>Checks a reverse-path.</summary>
    /// <returns>The refusal; <see langword="null"/> if it may be used.</returns>
    public static async ValueTask<SmtpReply?> CheckAsync(SmtpContext context, EmailAddress? from, CancellationToken cancellationToken)
    {
        if (context.User is null || !context.Options.CheckSender || from is null)
            return null;
        return await OwnsAsync(context, from, cancellationToken).ConfigureAwait(false) switch
        {
            true => null,
            false => NotYours,
            null => SmtpReplies.LookupFailed,
        };
    }

    /// <summary>Whether an address leads to the user's mailbox, directly or as an alias; <see langword="null"/> where nobody can tell now.</summary>
    public static async ValueTask<bool?> OwnsAsync(SmtpContext context, EmailAddress address, CancellationToken cancellationToken)
    {
        var status = await RecipientLookup.ResolveAsync(context.Services, address, cancellationToken).ConfigureAwait(false);
        if (status is not RecipientStatus.Alias alias)
            return Owns(context, status);
        // A user who forwards all their mail away has no mailbox behind their address, and it is theirs all the same.
        if (alias.Owner?.Equals(context.User?.Mailbox) is true || (alias.Kept is { } kept && Owns(context, kept) is true))
            return true;
        foreach (var target in alias.Targets)
            if (Owns(context, await RecipientLookup.ResolveAsync(context.Services, target, cancellationToken).ConfigureAwait(false)) is not false and var owns)
                return owns;
        return false;
    }

    private static bool? Owns(SmtpContext context, RecipientStatus status) => status switch
    {
        RecipientStatus.Local local => local.Mailbox.Equals(context.User?.Mailbox),
        RecipientStatus.Unavailable => null,
        _ => false,
    };
}

using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp;

/// <summary>Asks the directory; one that throws in spite of its contract counts as unavailable.</summary>
internal static class RecipientLookup
{
    public static async ValueTask<RecipientStatus> ResolveAsync(SmtpServerServices services, EmailAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Recipients.ResolveAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ProtocolLog.DirectoryFailed(services.Logger, e);
            return new RecipientStatus.Unavailable();
        }
    }

    /// <summary>Resolves <c>postmaster</c> without a domain, which must reach somebody (RFC 5321 §4.5.1): that of the configured domain or of the server's name, else whom the directory names.</summary>
    public static async ValueTask<(EmailAddress Address, RecipientStatus Status)> ResolvePostmasterAsync(
        SmtpContext context, EmailAddress address, CancellationToken cancellationToken)
    {
        var status = await ResolveAsync(context.Services, address, cancellationToken).ConfigureAwait(false);
        if (context.Options.PostmasterDomain is not null || status is not (RecipientStatus.Remote or RecipientStatus.Unknown))
            return (address, status);
        try
        {
            if (await context.Services.Recipients.FindPostmasterAsync(cancellationToken).ConfigureAwait(false) is { } postmaster)
                return (postmaster, await ResolveAsync(context.Services, postmaster, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ProtocolLog.DirectoryFailed(context.Services.Logger, e);
            return (address, new RecipientStatus.Unavailable());
        }

        // Nobody is told from here to try another host.
        return (address, new RecipientStatus.Unknown());
    }
}

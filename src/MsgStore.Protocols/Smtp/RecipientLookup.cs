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
}

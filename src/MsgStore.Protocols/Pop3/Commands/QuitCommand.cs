using MsgStore.Storage;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>QUIT (RFC 1939 §4, §6): the only command that removes mail.</summary>
internal static class QuitCommand
{
    public static async ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return Pop3Replies.NoArgument;
        if (context.Maildrop is not { } maildrop)
            return Pop3Replies.Bye;
        try
        {
            var result = await maildrop.ExpungeAsync(cancellationToken).ConfigureAwait(false);
            context.Services.Metrics?.Deleted(maildrop.Domain, result.Expunged.Count);
            if (result.Failed.Count == 0)
                return Pop3Replies.Bye;
            ProtocolLog.NotExpunged(context.Services.Logger, result.Failed.Count);
        }
        catch (MsgStoreException e)
        {
            ProtocolLog.ExpungeFailed(context.Services.Logger, e);
        }
        finally
        {
            await context.ReleaseAsync().ConfigureAwait(false);
        }

        return Pop3Replies.NotAllRemoved;
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Encryption;

/// <summary>Says once, beside a host's start, which mailboxes have held sealed mail and have no key any more.</summary>
internal sealed class SealedMailboxCheck(IMessageStore store, IKeyProvider keys, SealedMailboxes mailboxes, ILogger logger) : BackgroundService
{
    private const int MaxNamed = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            await CheckAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            // Each delivery looks anyway.
            Log.SealedMailboxesNotChecked(logger, e);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (store.GetCapability<IMailboxesCapability>() is not { } all)
            return;
        var named = new List<string>();
        var count = 0;
        await foreach (var mailbox in all.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await mailboxes.ContainsAsync(mailbox, cancellationToken).ConfigureAwait(false) || await HasKeyAsync(mailbox, cancellationToken).ConfigureAwait(false))
                continue;
            count++;
            if (named.Count < MaxNamed)
                named.Add(mailbox.ToString());
        }
        if (count > 0)
            Log.KeysAreMissing(logger, count, string.Join(", ", named) + (count > named.Count ? ", …" : ""));
    }

    private async ValueTask<bool> HasKeyAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.GetPublicKeyAsync(mailbox, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // There is a key, or nobody can tell; its mail waits, and each delivery says why.
            return false;
        }
    }
}

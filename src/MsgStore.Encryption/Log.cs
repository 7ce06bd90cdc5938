using Microsoft.Extensions.Logging;
using MsgStore.Mailboxes;

namespace MsgStore.Encryption;

/// <summary>What this package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning,
        "Secret memory could not be locked and may be swapped out; raise the limit of locked memory (LimitMEMLOCK= of systemd, ulimit -l). Said once.")]
    public static partial void MemoryNotLocked(ILogger logger);

    [LoggerMessage(5002, LogLevel.Error, "A recipient's key cannot be had, so the message is put off; nothing was stored for them.")]
    public static partial void KeyUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(5003, LogLevel.Error, "A message could not be sealed; it is put off and nothing was stored.")]
    public static partial void SealingFailed(ILogger logger, Exception exception);

    [LoggerMessage(5004, LogLevel.Warning, "A stored message cannot be opened with the user's keys: it was changed, or sealed for another key.")]
    public static partial void OpeningFailed(ILogger logger);

    private const string KeyRemedy = "Put its key files back from a backup, give it new ones with 'msgstore key generate', or say that plaintext is meant with 'msgstore mailbox plaintext'.";

    [LoggerMessage(5005, LogLevel.Error, "{Mailbox} has held sealed mail and has no key any more: a message is put off (4.7.5) and nothing was stored. " + KeyRemedy)]
    public static partial void PlaintextRefused(ILogger logger, MailboxName mailbox);

    [LoggerMessage(5006, LogLevel.Warning, "{Mailbox} has held sealed mail and has no key any more: a message is stored in plaintext. " + KeyRemedy)]
    public static partial void PlaintextWhereSealed(ILogger logger, MailboxName mailbox);

    [LoggerMessage(5007, LogLevel.Warning, "{Count} mailboxes have held sealed mail, and no key can be had for them any more: {Mailboxes}")]
    public static partial void KeysAreMissing(ILogger logger, int count, string mailboxes);

    [LoggerMessage(5008, LogLevel.Warning, "Whether mailboxes have lost their keys could not be checked; each delivery looks for itself.")]
    public static partial void SealedMailboxesNotChecked(ILogger logger, Exception exception);
}

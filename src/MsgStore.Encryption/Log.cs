using Microsoft.Extensions.Logging;

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
}

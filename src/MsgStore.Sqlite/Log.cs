using Microsoft.Extensions.Logging;

namespace MsgStore.Sqlite;

/// <summary>What this package logs. No addresses, no content, no paths.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "Delivery failed and is deferred.")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception);

    [LoggerMessage(4002, LogLevel.Warning, "The connection to the database is opened anew.")]
    public static partial void ConnectionDropped(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "The log could not be moved into the database; it is tried again after the next write.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception);

    [LoggerMessage(4004, LogLevel.Information, "Removed {Count} files and contents that no message refers to.")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(4005, LogLevel.Warning, "Leftovers could not be looked for; it is tried again later.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(4006, LogLevel.Warning, "Messages could not be removed.")]
    public static partial void RemovalFailed(ILogger logger, Exception exception);

    [LoggerMessage(4007, LogLevel.Warning, "The change feed could not look at the database; it looks again.")]
    public static partial void WatchFailed(ILogger logger, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace MsgStore.Maildir;

/// <summary>What this package logs. No addresses, no content, no paths.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "A folder holds {Count} files whose names are no message's; they are passed over.")]
    public static partial void MalformedNames(ILogger logger, int count);

    [LoggerMessage(3002, LogLevel.Warning, "Delivery to a mailbox failed and is deferred.")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "A folder has used its 26 keyword letters; a delivered message goes without some of its keywords.")]
    public static partial void KeywordsDropped(ILogger logger);

    [LoggerMessage(3004, LogLevel.Information, "Removed {Count} stale temporary files from a folder.")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(3005, LogLevel.Warning, "A message could not be removed.")]
    public static partial void RemovalFailed(ILogger logger, Exception exception);

    [LoggerMessage(3006, LogLevel.Warning, "A message is stored, but the mailbox's usage could not be written down; it is off until it is next counted.")]
    public static partial void UsageNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(3007, LogLevel.Warning, "A message's file has {Length} octets where its name or the index said {Said}; what is there is served, and its size counts from now on.")]
    public static partial void SizeCorrected(ILogger logger, long said, long length);

    [LoggerMessage(3009, LogLevel.Warning, "A mailbox has {Count} folders that are links or have names that none can have here; they are left out, and so is their mail. 'msgstore check' names them.")]
    public static partial void FoldersLeftOut(ILogger logger, int count);

    [LoggerMessage(3008, LogLevel.Warning, "Two files of a folder had one name but for their flags; one of them got a name of its own and is a new message.")]
    public static partial void DoubleNamed(ILogger logger);
}

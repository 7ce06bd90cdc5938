using Microsoft.Extensions.Logging;

namespace MsgStore.Queue;

/// <summary>What this package logs. Ids and counts; no addresses, no content.</summary>
internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Error, "The queue's database could not be used; the worker tries again in {Seconds} seconds.")]
    public static partial void StorageFailed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(7002, LogLevel.Error, "Message {QueueId} could not be served; its lease ends and it is tried again.")]
    public static partial void ServingFailed(ILogger logger, Exception exception, string queueId);

    [LoggerMessage(7003, LogLevel.Warning, "The result of message {QueueId} came too late: its lease had ended. It may be delivered twice.")]
    public static partial void LeaseLost(ILogger logger, string queueId);

    [LoggerMessage(7004, LogLevel.Warning, "An observer of queue events failed.")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(7005, LogLevel.Warning, "Destination {Destination} could not be reached several times and is left alone.")]
    public static partial void BreakerOpened(ILogger logger, string destination);

    [LoggerMessage(7006, LogLevel.Information, "Destination {Destination} is back.")]
    public static partial void BreakerClosed(ILogger logger, string destination);

    [LoggerMessage(7007, LogLevel.Information, "Message {QueueId}: {Delivered} recipients served, {Delayed} delayed, {Dead} given up.")]
    public static partial void Served(ILogger logger, string queueId, int delivered, int delayed, int dead);

    [LoggerMessage(7008, LogLevel.Warning, "A notice about message {QueueId} could not be written.")]
    public static partial void NoticeFailed(ILogger logger, Exception exception, string queueId);

    [LoggerMessage(7009, LogLevel.Warning, "Outbox {Number} could not be emptied; it is tried again.")]
    public static partial void OutboxFailed(ILogger logger, Exception exception, int number);

    [LoggerMessage(7010, LogLevel.Warning, "Nobody could be told of urgent message {QueueId} by hook {Number}.")]
    public static partial void InterruptFailed(ILogger logger, Exception? exception, string queueId, int number);

    [LoggerMessage(7011, LogLevel.Error, "The control socket could not be served.")]
    public static partial void ControlFailed(ILogger logger, Exception exception);

    [LoggerMessage(7014, LogLevel.Warning, "A client of the control socket could not be accepted; the next one is waited for in {Pause}.")]
    public static partial void ControlNotAccepted(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(7012, LogLevel.Warning, "Row {Row} of outbox {Number} cannot be queued and was marked: {Reason}")]
    public static partial void OutboxRowRefused(ILogger logger, long row, int number, string reason);

    [LoggerMessage(7015, LogLevel.Warning, "Outbox {Number}, {Database}, cannot be emptied: {Missing} (it is looked for again)")]
    public static partial void OutboxMissing(ILogger logger, int number, string database, string missing);

    [LoggerMessage(7016, LogLevel.Information, "Outbox {Number}, {Database}, is there and is emptied.")]
    public static partial void OutboxFound(ILogger logger, int number, string database);

    [LoggerMessage(7013, LogLevel.Warning, "The queue was full: {Count} messages of lower priority became dead letters.")]
    public static partial void Displaced(ILogger logger, int count);
}

using Microsoft.Extensions.Logging;

namespace MsgStore.Sieve.Delivery;

/// <summary>What this package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Warning, "Message {Envelope}: a script failed, the message is kept. {Reason}")]
    public static partial void ScriptFailed(ILogger logger, string envelope, string reason);

    [LoggerMessage(9002, LogLevel.Error, "Message {Envelope}: a script cannot be read, the message is put off.")]
    public static partial void ScriptsUnavailable(ILogger logger, Exception exception, string envelope);

    [LoggerMessage(9003, LogLevel.Warning, "Message {Envelope}: what a script asked to be sent after delivery was not sent: {Reason}")]
    public static partial void NotSent(ILogger logger, string envelope, string reason);

    [LoggerMessage(9004, LogLevel.Error, "Message {Envelope}: what follows the delivery failed; the message is delivered.")]
    public static partial void AfterwardsFailed(ILogger logger, Exception exception, string envelope);

    [LoggerMessage(9006, LogLevel.Error, "{Script} does not compile; until it does, messages it would be run for are kept. {Reason}")]
    public static partial void SiteScriptBroken(ILogger logger, string script, string? reason);

    [LoggerMessage(9010, LogLevel.Error, "The site script '{Script}' does not compile; until it does, the version before it is obeyed. {Reason}")]
    public static partial void SiteScriptKept(ILogger logger, string script, string? reason);

    [LoggerMessage(9005, LogLevel.Debug, "Message {Envelope}: no vacation answer, because {Reason}")]
    public static partial void NoAnswer(ILogger logger, string envelope, string reason);

    [LoggerMessage(9009, LogLevel.Error, "Message {Envelope}: a copy could not be stored, and is put off.")]
    public static partial void CopyFailed(ILogger logger, Exception exception, string envelope);

    [LoggerMessage(9008, LogLevel.Error, "The memory does not take {Key}; if the peer repeats the transaction, what was done is done again.")]
    public static partial void NotRemembered(ILogger logger, Exception exception, string key);

    [LoggerMessage(9011, LogLevel.Error, "Message {Envelope}: {Action} of a script failed; the message is kept.")]
    public static partial void ActionFailed(ILogger logger, Exception exception, string envelope, string action);

    [LoggerMessage(9007, LogLevel.Error, "{Script} met a defect of the engine; the message is kept.")]
    public static partial void ScriptBroke(ILogger logger, Exception exception, string script);
}

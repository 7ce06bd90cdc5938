using Microsoft.Extensions.Logging;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>What this package logs. No addresses above Debug, save where an operator has to help the one it names.</summary>
internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Error, "A file of the domain tree is broken; what it said before still holds. {Problem}")]
    public static partial void FileBroken(ILogger logger, string problem);

    [LoggerMessage(6002, LogLevel.Error, "A file of the domain tree cannot be read ({Kind}); what it said before still holds.")]
    public static partial void FileUnreadable(ILogger logger, string kind);

    [LoggerMessage(6003, LogLevel.Warning, "The passwd file of {Domain} has {Count} lines whose user or mailbox no store could hold; they are passed over.")]
    public static partial void BadPasswdLines(ILogger logger, string domain, int count);

    [LoggerMessage(6004, LogLevel.Warning, "Accounts cannot be read ({Kind}); logins and recipients are put off.")]
    public static partial void Unavailable(ILogger logger, string kind);

    [LoggerMessage(6005, LogLevel.Warning, "Logins from {ClientIP} failed too often; they are refused for {RetryAfter}.")]
    public static partial void RateLimited(ILogger logger, ClientPrefix clientIP, TimeSpan retryAfter);

    [LoggerMessage(6007, LogLevel.Warning, "A login from {ClientIP} is put off: too many of this client wait, or it has waited too long.")]
    public static partial void TurnNotReached(ILogger logger, ClientPrefix clientIP);

    [LoggerMessage(6006, LogLevel.Error,
        "The password of {User} is right and does not open their keyring: it was changed without the keyring, as where a passwd file is edited by hand. The login is denied. "
        + "'msgstore key rewrap {User}' gives the keyring the present password and asks for the one before; with --recovery-key FILE it needs none, where the keyring has a slot for that key ('msgstore key show {User}').")]
    public static partial void KeysOfAnotherPassword(ILogger logger, MailboxName user);

    [LoggerMessage(6008, LogLevel.Error, "The password of {User} is right and their keys cannot be opened; the login is denied. {Problem}")]
    public static partial void KeysDamaged(ILogger logger, MailboxName user, string problem);
}

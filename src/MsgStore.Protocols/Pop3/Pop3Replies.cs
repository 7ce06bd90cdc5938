using MsgStore.Accounts;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Pop3;

/// <summary>Every reply that is always the same, and the one table from store errors to replies (RFC 2449 §8, RFC 3206).</summary>
internal static class Pop3Replies
{
    public static readonly Pop3Reply Ok = Pop3Reply.Ok("OK");
    public static readonly Pop3Reply Bye = Pop3Reply.Ok("Bye", close: true);
    public static readonly Pop3Reply UserOk = Pop3Reply.Ok("Send PASS");
    public static readonly Pop3Reply UnknownCommand = Pop3Reply.Err("Command not recognized");
    public static readonly Pop3Reply NotInAuthorization = Pop3Reply.Err("Log in first");
    public static readonly Pop3Reply NotInTransaction = Pop3Reply.Err("Not after the login");
    public static readonly Pop3Reply BadArgument = Pop3Reply.Err("Argument is missing or not valid");
    public static readonly Pop3Reply NoArgument = Pop3Reply.Err("This command takes no argument");
    public static readonly Pop3Reply NoSuchMessage = Pop3Reply.Err("No such message");
    public static readonly Pop3Reply IsDeleted = Pop3Reply.Err("Message is marked as deleted");
    public static readonly Pop3Reply UserFirst = Pop3Reply.Err("Send USER first");
    public static readonly Pop3Reply TlsRequired = Pop3Reply.Err("[SYS/PERM] Logins need TLS here");
    public static readonly Pop3Reply WrongCredentials = Pop3Reply.Err("[AUTH] Wrong user or password");
    public static readonly Pop3Reply KeysNotOpened = Pop3Reply.Err("[SYS/PERM] Your password is right and does not open your mail, ask the administrator");
    public static readonly Pop3Reply TooManyFailures = Pop3Reply.Err("[AUTH] Wrong user or password, closing connection", close: true);
    public static readonly Pop3Reply LoginDelayed = Pop3Reply.Err("[LOGIN-DELAY] Too many logins, wait before the next one");
    public static readonly Pop3Reply AccountsUnavailable = Pop3Reply.Err("[SYS/TEMP] Logins cannot be checked now");
    public static readonly Pop3Reply NotNow = Pop3Reply.Err("[SYS/TEMP] Not now, closing connection", close: true);
    public static readonly Pop3Reply NotWelcome = Pop3Reply.Err("[SYS/PERM] No service for you here", close: true);
    public static readonly Pop3Reply InternalError = Pop3Reply.Err("[SYS/TEMP] Internal error, closing connection", close: true);
    public static readonly Pop3Reply NotAllRemoved = Pop3Reply.Err("[SYS/TEMP] Some deleted messages were not removed", close: true);
    public static readonly Pop3Reply TooManyErrors = Pop3Reply.Err("[SYS/TEMP] Too many errors, closing connection", close: true);
    public static readonly Pop3Reply TooManyCommands = Pop3Reply.Err("[SYS/TEMP] Too many commands, closing connection", close: true);

    private static readonly Pop3Reply LineTooLong = Pop3Reply.Err("Line too long");
    private static readonly Pop3Reply EndlessLine = Pop3Reply.Err("Line too long, closing connection", close: true);
    private static readonly Pop3Reply LineHasNul = Pop3Reply.Err("Line holds a NUL");
    private static readonly Pop3Reply BareLineEnd = Pop3Reply.Err("Lines must end in CRLF, closing connection", close: true);
    private static readonly Pop3Reply Timeout = Pop3Reply.Err("[SYS/TEMP] Timeout, closing connection", close: true);
    private static readonly Pop3Reply ShuttingDown = Pop3Reply.Err("[SYS/TEMP] Server shutting down, closing connection", close: true);

    private static readonly Pop3Reply InUse = Pop3Reply.Err("[IN-USE] Mailbox is in use by another session");
    private static readonly Pop3Reply Expunged = Pop3Reply.Err("[SYS/PERM] Message was removed by another session");
    private static readonly Pop3Reply Unreadable = Pop3Reply.Err("[SYS/PERM] Message cannot be opened");
    private static readonly Pop3Reply Temporary = Pop3Reply.Err("[SYS/TEMP] Mail system trouble, try again later");
    private static readonly Pop3Reply Permanent = Pop3Reply.Err("[SYS/PERM] Mail system trouble");

    /// <summary>The reply to a line that is none; <see langword="null"/> where nobody is left to read it.</summary>
    public static Pop3Reply? For(LineStatus status) => status switch
    {
        LineStatus.TooLong => LineTooLong,
        LineStatus.Nul => LineHasNul,
        LineStatus.BareLineEnd => BareLineEnd,
        LineStatus.Endless => EndlessLine,
        LineStatus.TimedOut => Timeout,
        LineStatus.Draining => ShuttingDown,
        _ => null,
    };

    /// <summary>The reply to trouble in the store.</summary>
    public static Pop3Reply For(MsgStoreException exception) => exception.Error switch
    {
        StoreError.MailboxInUse => InUse,
        StoreError.MessageExpunged => Expunged,
        StoreError.MessageNotFound => NoSuchMessage,
        StoreError.DecryptionFailed => Unreadable,
        _ => exception.IsTransient ? Temporary : Permanent,
    };

    /// <summary>The reply to a login that failed. A disabled account is not told from a wrong password.</summary>
    public static Pop3Reply For(AuthDenial reason) => reason == AuthDenial.RateLimited ? LoginDelayed : WrongCredentials;
}

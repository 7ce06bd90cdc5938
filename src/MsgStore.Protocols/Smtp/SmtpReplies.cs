using MsgStore.Delivery;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp;

/// <summary>Every reply that is always the same, and the one table from status codes to reply codes.</summary>
internal static class SmtpReplies
{
    public static readonly SmtpReply Ok = SmtpReply.Of(250, "2.0.0", "OK");
    public static readonly SmtpReply SenderOk = SmtpReply.Of(250, "2.1.0", "Sender OK");
    public static readonly SmtpReply RecipientOk = SmtpReply.Of(250, "2.1.5", "Recipient OK");
    public static readonly SmtpReply Bye = SmtpReply.Of(221, "2.0.0", "Bye", close: true);
    public static readonly SmtpReply CannotVerify = SmtpReply.Of(252, "2.5.0", "Cannot verify, but will accept the message and try");
    public static readonly SmtpReply StartMail = SmtpReply.Plain(354, "End data with <CR><LF>.<CR><LF>");
    public static readonly SmtpReply BadSequence = SmtpReply.Of(503, "5.5.1", "Bad sequence of commands");
    public static readonly SmtpReply UnknownCommand = SmtpReply.Of(500, "5.5.1", "Command not recognized");
    public static readonly SmtpReply NotImplemented = SmtpReply.Of(502, "5.5.1", "Command not implemented");
    public static readonly SmtpReply NoArgument = SmtpReply.Of(501, "5.5.4", "This command takes no argument");
    public static readonly SmtpReply BadArgument = SmtpReply.Of(501, "5.5.4", "Argument is missing or not valid");
    public static readonly SmtpReply UnknownParameter = SmtpReply.Of(555, "5.5.4", "Parameter not recognized or not implemented");
    public static readonly SmtpReply BadParameter = SmtpReply.Of(501, "5.5.4", "Parameter value is not valid");
    public static readonly SmtpReply BadSender = SmtpReply.Of(501, "5.1.7", "Bad sender address syntax");
    public static readonly SmtpReply BadRecipient = SmtpReply.Of(501, "5.1.3", "Bad recipient address syntax");
    public static readonly SmtpReply NeedsSmtpUtf8 = SmtpReply.Of(553, "5.6.7", "This address needs the SMTPUTF8 parameter of MAIL");
    public static readonly SmtpReply NoSuchUser = SmtpReply.Of(550, "5.1.1", "No such user here");
    public static readonly SmtpReply RelayDenied = SmtpReply.Of(550, "5.7.1", "Relaying denied");
    public static readonly SmtpReply LookupFailed = SmtpReply.Of(451, "4.3.0", "Recipients cannot be looked up now, try again later");
    public static readonly SmtpReply TooManyRecipients = SmtpReply.Of(452, "4.5.3", "Too many recipients");
    public static readonly SmtpReply OneRecipientAtATime = SmtpReply.Of(452, "4.5.3", "One recipient at a time, send this one again");
    public static readonly SmtpReply NoValidRecipients = SmtpReply.Of(554, "5.5.1", "No valid recipients");
    public static readonly SmtpReply NoRecipientsInLmtp = SmtpReply.Of(503, "5.5.1", "No valid recipients");
    public static readonly SmtpReply TooLarge = SmtpReply.Of(552, "5.3.4", "Message is too large");
    public static readonly SmtpReply TooLargeAndEndless = SmtpReply.Of(552, "5.3.4", "Message is too large", close: true);
    public static readonly SmtpReply HeaderTooLarge = SmtpReply.Of(552, "5.3.4", "Message header is too large");
    public static readonly SmtpReply BadLineEnds = SmtpReply.Of(554, "5.6.0", "Message holds a CR or LF alone, or a NUL");
    public static readonly SmtpReply Loop = SmtpReply.Of(554, "5.4.6", "Too many hops, this message is looping");
    public static readonly SmtpReply Expired = SmtpReply.Of(451, "4.4.7", "Delivery time expired");
    public static readonly SmtpReply Trouble = SmtpReply.Of(451, "4.3.0", "Mail system trouble");
    public static readonly SmtpReply InternalError = SmtpReply.Of(421, "4.3.0", "Internal error, closing connection", close: true);
    public static readonly SmtpReply NotNow = SmtpReply.Of(421, "4.7.0", "Not now, closing connection", close: true);
    public static readonly SmtpReply TooManyErrors = SmtpReply.Of(421, "4.7.0", "Too many errors, closing connection", close: true);
    public static readonly SmtpReply TooManyCommands = SmtpReply.Of(421, "4.7.0", "Too many commands without a message, closing connection", close: true);
    public static readonly SmtpReply AuthRequired = SmtpReply.Of(530, "5.7.0", "Authentication required");
    public static readonly SmtpReply TlsRequired = SmtpReply.Of(530, "5.7.0", "Must issue a STARTTLS command first");

    private static readonly SmtpReply LineTooLong = SmtpReply.Of(500, "5.5.2", "Line too long");
    private static readonly SmtpReply EndlessLine = SmtpReply.Of(500, "5.5.2", "Line too long, closing connection", close: true);
    private static readonly SmtpReply LineHasNul = SmtpReply.Of(500, "5.5.2", "Line holds a NUL");
    private static readonly SmtpReply BareLineEnd = SmtpReply.Of(500, "5.5.2", "Lines must end in CRLF, closing connection", close: true);
    private static readonly SmtpReply Timeout = SmtpReply.Of(421, "4.4.2", "Timeout, closing connection", close: true);
    private static readonly SmtpReply ShuttingDown = SmtpReply.Of(421, "4.3.2", "Service shutting down, closing connection", close: true);

    /// <summary>The reply to a line that is none; <see langword="null"/> where nobody is left to read it.</summary>
    public static SmtpReply? For(LineStatus status) => status switch
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
    public static SmtpReply For(MsgStoreException exception)
    {
        var (code, text) = exception.ToStatus();
        return SmtpReply.Of(code, text);
    }

    /// <summary>The reply to one recipient's outcome.</summary>
    public static SmtpReply For(RecipientOutcome outcome, EnvelopeId id) => outcome.IsServed
        ? SmtpReply.Of(250, outcome.Code.Class == 2 ? outcome.Code.ToString() : "2.0.0", $"OK {id}")
        : outcome.Lines.Length > 1 ? SmtpReply.Of(outcome.Code, outcome.Lines) : SmtpReply.Of(outcome.Code, outcome.Text);

    /// <summary>The reply code that goes with an enhanced status code (RFC 3463 §3, RFC 5321 §4.2.3).</summary>
    public static int CodeFor(EnhancedStatusCode status, bool close) => (status.Class, status.Subject, status.Detail) switch
    {
        (2, _, _) => 250,
        (4, _, _) when close => 421,
        (4, 2, 2) or (4, 3, 1) or (4, 3, 4) or (4, 5, 3) => 452,
        (4, _, _) => 451,
        (5, 2, 2) or (5, 3, 4) => 552,
        (5, 1, 3) => 553,
        (5, 1, _) or (5, 2, _) or (5, 7, _) => 550,
        _ => 554,
    };
}

using MsgStore.Accounts;
using MsgStore.Filtering;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>Every reply that is always the same, and the tables from results to replies.</summary>
internal static class ManageSieveReplies
{
    public static readonly ManageSieveReply Done = ManageSieveReply.Ok("Done");
    public static readonly ManageSieveReply UnknownCommand = ManageSieveReply.Error("Unknown command");
    public static readonly ManageSieveReply BadArguments = ManageSieveReply.Error("The command takes other arguments");
    public static readonly ManageSieveReply BadName = ManageSieveReply.No("Script names have 1 to 128 characters and no controls");
    public static readonly ManageSieveReply NotNow = ManageSieveReply.No("Not in this state: log in first, or log out");
    public static readonly ManageSieveReply TlsRequired = ManageSieveReply.No("Passwords are taken under TLS only, use STARTTLS", "ENCRYPT-NEEDED");
    public static readonly ManageSieveReply InternalError = ManageSieveReply.No("The server could not do that now", "TRYLATER");
    public static readonly ManageSieveReply TooManyErrors = ManageSieveReply.Bye("Too many errors");
    public static readonly ManageSieveReply TooManyCommands = ManageSieveReply.Bye("Too many commands that store nothing", "TRYLATER");
    public static readonly ManageSieveReply TooManyFailures = ManageSieveReply.Bye("Too many failed logins");
    public static readonly ManageSieveReply ScriptTooLarge = ManageSieveReply.No("The script is too large, or all of yours would be: make it shorter or delete others", "QUOTA/MAXSIZE");

    /// <summary>What ends a session whose client cannot be read any more; <see langword="null"/> where it has gone.</summary>
    public static ManageSieveReply? For(LineStatus status) => status switch
    {
        LineStatus.EndOfInput => null,
        LineStatus.TimedOut => ManageSieveReply.Bye("Idle for too long"),
        LineStatus.Draining => ManageSieveReply.Bye("The server is going down", "TRYLATER"),
        // A literal may follow, which would pass for commands.
        LineStatus.Nul => ManageSieveReply.Bye("The line holds a NUL"),
        LineStatus.BareLineEnd => ManageSieveReply.Bye("Lines must end in CRLF"),
        _ => ManageSieveReply.Bye("The line is too long"),
    };

    public static ManageSieveReply For(ScriptOutcome outcome) => outcome switch
    {
        ScriptOutcome.Done => Done,
        ScriptOutcome.NotFound => ManageSieveReply.No("There is no script of that name", "NONEXISTENT"),
        ScriptOutcome.Exists => ManageSieveReply.No("There is a script of that name", "ALREADYEXISTS"),
        ScriptOutcome.Active => ManageSieveReply.No("The active script is not deleted", "ACTIVE"),
        ScriptOutcome.TooMany => ManageSieveReply.No("You have as many scripts as allowed", "QUOTA/MAXSCRIPTS"),
        _ => ScriptTooLarge,
    };

    public static ManageSieveReply For(AuthDenial reason) => reason switch
    {
        AuthDenial.RateLimited => ManageSieveReply.No("Too many failed logins, try again later", "TRYLATER"),
        _ => ManageSieveReply.No("Name or password is wrong"),
    };

    public static ManageSieveReply For(MsgStoreException e) => e.Error switch
    {
        StoreError.OverQuota or StoreError.DiskFull => ManageSieveReply.No("There is no room left", "QUOTA"),
        _ => InternalError,
    };
}

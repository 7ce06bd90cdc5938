using MsgStore.Delivery;

namespace MsgStore.Cli.Submission;

/// <summary>The one table from what became of a recipient to the exit code a mail server reads (sysexits(3)).</summary>
internal static class OutcomeExitCodes
{
    /// <summary>The exit code of the worst outcome.</summary>
    public static int Of(DeliveryReport report) => Of(Failures(report).FirstOrDefault());

    /// <summary>The outcomes that failed, the worst first.</summary>
    public static IEnumerable<RecipientOutcome> Failures(DeliveryReport report) =>
        report.Outcomes.Where(outcome => !outcome.IsServed).OrderByDescending(outcome => outcome.Status);

    /// <summary>The exit code of an enhanced status code (RFC 3463).</summary>
    public static int Of(EnhancedStatusCode code) => (code.Class, code.Subject, code.Detail) switch
    {
        (2, _, _) => ExitCode.Ok,
        (4, _, _) => ExitCode.TemporaryFailure,
        (_, 1, 2) => ExitCode.NoHost,
        (_, 1, 3 or 7 or 8) => ExitCode.DataError,
        (_, 1, _) => ExitCode.NoUser,
        (_, 2, _) => ExitCode.CannotCreate,
        (_, 6, _) => ExitCode.DataError,
        (_, 7, _) => ExitCode.NoPermission,
        _ => ExitCode.Unavailable,
    };

    private static int Of(RecipientOutcome? worst) => worst switch
    {
        null => ExitCode.Ok,
        { Status: DeliveryStatus.Deferred } => ExitCode.TemporaryFailure,
        _ => Of(worst.Code),
    };
}

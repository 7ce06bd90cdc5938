using MsgStore.Cli.Output;
using MsgStore.Delivery;

namespace MsgStore.Cli.Submission;

/// <summary>Tells what became of a message. Without trouble people get nothing to read, as mail servers expect of what they call.</summary>
internal static class DeliveryPrinter
{
    /// <summary>Writes the report.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(ToolConsole console, Printer printer, Envelope envelope, DeliveryReport report)
    {
        // A mail server takes the status code the output begins with, and puts the lines into its bounce.
        foreach (var failure in OutcomeExitCodes.Failures(report))
            console.Error.WriteLine($"{failure.Code} <{failure.Recipient}>: {failure.Text}");
        if (printer.IsJson)
            printer.WriteJson(new
            {
                Id = envelope.Id.ToString(),
                From = envelope.From?.ToString() ?? "",
                Outcomes = report.Outcomes.Select(outcome => new
                {
                    Recipient = outcome.Recipient.ToString(),
                    Status = outcome.Status.ToString(),
                    Code = outcome.Code.ToString(),
                    outcome.Text,
                    Stored = outcome.Stored.Select(stored => new
                    {
                        Mailbox = stored.Path.Mailbox.ToString(),
                        Folder = stored.Path.Folder.Value,
                        Key = stored.Key.Value,
                    }),
                }),
            });
        return OutcomeExitCodes.Of(report);
    }
}

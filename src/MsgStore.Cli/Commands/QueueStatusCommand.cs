using System.CommandLine;
using System.Globalization;
using MsgStore.Cli.Output;
using MsgStore.Queue.Administration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore queue status</c>, once or as a live view.</summary>
internal static class QueueStatusCommand
{
    // Home, then everything below it cleared (ECMA-48 §8.3.21, §8.3.39).
    private const string Redraw = "\u001b[H\u001b[J";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly Column[] Columns = ["STATE", "PRIORITY", new("RECIPIENTS", AlignRight: true), new("OLDEST", AlignRight: true)];

    public static Command Create(QueueAccess queue)
    {
        var live = new Option<bool>("--live") { Description = "Show it again each second until Ctrl+C, on a terminal; with --json one document a line, into a pipe too." };
        var count = new Option<int?>("--count") { Description = "With --live: end after so many times.", HelpName = "N" };
        var command = new Command("status", "Show how much waits, since when, and which destinations are left alone.") { live, count };
        command.Validators.Add(result =>
        {
            if (result.GetValue(count) is { } times && (times < 1 || !result.GetValue(live)))
                result.AddError("--count has to be 1 or more, and belongs to --live.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var printer = queue.Context.Printer(result);
            var administration = queue.Open(result);
            if (!result.GetValue(live))
            {
                Write(printer, await administration.GetStatusAsync(cancellationToken).ConfigureAwait(false));
                return ExitCode.Ok;
            }

            var times = result.GetValue(count) ?? int.MaxValue;
            // A view that is drawn again is for eyes: in a file or a pipe nobody ends it, and nobody can tell one state from the next.
            if (!queue.Context.Console.IsOutputTerminal && !printer.IsJson && times > 1)
            {
                await queue.Context.Console.Error.WriteLineAsync("msgstore: Standard output is no terminal, so that the state is shown once; --live --json writes it each second, one document a line.").ConfigureAwait(false);
                times = 1;
            }
            await WatchAsync(queue, administration, printer, times, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async ValueTask WatchAsync(QueueAccess queue, IQueueAdministration administration, Printer printer, int times, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, queue.Context.Console.Time);
        try
        {
            do
            {
                var status = await administration.GetStatusAsync(cancellationToken).ConfigureAwait(false);
                if (queue.Context.Console.IsOutputTerminal && !printer.IsJson)
                    await queue.Context.Console.Out.WriteAsync(Redraw).ConfigureAwait(false);
                Write(printer, status);
                await printer.FlushAsync().ConfigureAwait(false);
            }
            while (--times > 0 && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how a live view ends.
        }
    }

    private static void Write(Printer printer, QueueStatus status)
    {
        if (printer.IsJson)
        {
            printer.WriteJson(new
            {
                status.At,
                status.IsPaused,
                status.Running,
                status.Totals.Messages,
                status.Totals.Octets,
                Depths = status.Totals.Depths.Select(depth => new { State = QueueRows.Word(depth.State), Priority = QueueRows.Word(depth.Priority), Recipients = depth.Count, depth.Oldest }),
                Breakers = status.Breakers.Select(breaker => new { breaker.Destination, State = QueueRows.Word(breaker.State), breaker.Until }),
            });
            return;
        }

        printer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{QueueRows.Time(status.At)} UTC  {(status.IsPaused ? "paused" : "running")}  {status.Totals.Messages} messages of {status.Totals.Octets} octets wait, {status.Running} conversations"));
        printer.WriteTable(Columns, status.Totals.Depths.Select(depth => (string[])
        [
            QueueRows.Word(depth.State), QueueRows.Word(depth.Priority), depth.Count.ToString(CultureInfo.InvariantCulture), Age(status.At - depth.Oldest),
        ]));
        foreach (var breaker in status.Breakers)
            printer.WriteLine($"{SafeText.Of(breaker.Destination)} is {QueueRows.Word(breaker.State)} until {QueueRows.Time(breaker.Until)} UTC");
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d"),
    };
}

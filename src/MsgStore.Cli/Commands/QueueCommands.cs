using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore queue</c>: what an operator does with the queue of a running host, through its control socket.</summary>
internal static class QueueCommands
{
    private const int PageSize = 500;

    public static Command Create(CommandContext context)
    {
        var socket = new Option<string>("--socket") { Description = "The host's control socket. Default: what the configuration's Queue section says.", HelpName = "FILE", Recursive = true };
        var queue = new QueueAccess(context, socket);
        return new Command("queue", "See and change the outbound queue of a running host.")
        {
            socket,
            QueueStatusCommand.Create(queue),
            List(queue, "list", "List recipients that wait, are delayed, held or dead, in the order they came.", null),
            List(queue, "dead", "List dead letters: what was given up, and why.", QueueState.Dead),
            Show(queue),
            Logs(queue),
            Change(queue, QueueChange.Hold, "Keep queued and delayed recipients back until they are released."),
            Change(queue, QueueChange.Release, "Put held recipients back into the line."),
            Change(queue, QueueChange.Retry, "Try delayed recipients now."),
            Change(queue, QueueChange.Drop, "Make recipients dead letters without telling the sender."),
            Change(queue, QueueChange.Replay, "Send dead letters again, as if they were new."),
            Change(queue, QueueChange.Purge, "Remove dead letters and what is done for good."),
            Switch(queue, "pause", "Begin nothing new; mail is taken all the same.", (administration, cancellationToken) => administration.PauseAsync(cancellationToken)),
            Switch(queue, "resume", "Go on after a pause.", (administration, cancellationToken) => administration.ResumeAsync(cancellationToken)),
        };
    }

    private static Command List(QueueAccess queue, string name, string description, QueueState? state)
    {
        var filter = new QueueFilterOptions(withState: state is null);
        var count = new Option<int?>("--count") { Description = "At most so many. Default: all.", HelpName = "N" };
        var command = new Command(name, description) { count };
        filter.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var chosen = filter.Read(result);
            var rows = new QueueRows(queue.Context.Printer(result));
            var left = result.GetValue(count) ?? int.MaxValue;
            var last = 0L;
            while (left > 0)
            {
                var page = await queue.Open(result).ListAsync(chosen with { State = state ?? chosen.State }, last, Math.Min(left, PageSize), cancellationToken).ConfigureAwait(false);
                if (page.Count == 0)
                    break;
                rows.Add(page.Where(entry => entry.Recipient.State != QueueState.Done || chosen.State == QueueState.Done || chosen.QueueId is not null));
                (left, last) = (left - page.Count, page[^1].Recipient.Id);
            }

            rows.Write();
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show(QueueAccess queue)
    {
        var id = new Argument<string>("ID") { Description = "The queue's id of the message." };
        var command = new Command("show", "Show a message: its envelope, its recipients and its last attempts with what was said.") { id };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = result.GetRequiredValue(id);
            var details = await queue.Open(result).ShowAsync(name, cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException(ExitCode.Refused, $"There is no message '{name}' in the queue; 'msgstore queue list' shows what there is.");
            QueueRows.Write(queue.Context.Printer(result), details);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Logs(QueueAccess queue)
    {
        var id = new Argument<string?>("ID") { Description = "Of this message; without it, of all.", Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int>("--count") { Description = "The newest so many.", HelpName = "N", DefaultValueFactory = _ => 20 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--count has to be 1 to 1000.");
        });
        var command = new Command("logs", "Show the last attempts, newest first, with what was said.") { id, count };
        command.SetAction(async (result, cancellationToken) =>
        {
            foreach (var attempt in await queue.Open(result).GetLogsAsync(result.GetValue(id), result.GetValue(count), cancellationToken).ConfigureAwait(false))
                QueueRows.Write(queue.Context.Printer(result), attempt);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Change(QueueAccess queue, QueueChange change, string description)
    {
        var filter = new QueueFilterOptions(withState: true);
        var all = new Option<bool>("--all") { Description = "All there are." };
        var name = change.ToString().ToLowerInvariant();
        var command = new Command(name, description) { all };
        filter.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == filter.IsGiven(result))
                result.AddError($"Say which ones to {name}: an ID, a filter, or --all.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var changed = await queue.Open(result).ChangeAsync(change, filter.Read(result), cancellationToken).ConfigureAwait(false);
            queue.Context.Printer(result).Write($"{changed} recipients: {name}", new { Change = name, Recipients = changed });
            return changed > 0 || result.GetValue(all) ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static Command Switch(QueueAccess queue, string name, string description, Func<IQueueAdministration, CancellationToken, ValueTask> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (result, cancellationToken) =>
        {
            await run(queue.Open(result), cancellationToken).ConfigureAwait(false);
            queue.Context.Printer(result).Write(name == "pause" ? "paused" : "running", new { IsPaused = name == "pause" });
            return ExitCode.Ok;
        });
        return command;
    }
}

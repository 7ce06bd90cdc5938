using System.CommandLine;
using System.Globalization;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Filtering;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore sieve list|put|get|activate|delete</c>: the scripts of a mailbox, as ManageSieve shows them to their owner.</summary>
internal static class SieveScriptCommands
{
    public static IEnumerable<Command> Create(CommandContext context) =>
        [CreateList(context), CreatePut(context), CreateGet(context), CreateActivate(context), CreateDelete(context)];

    private static Argument<string> Mailbox() => new("MAILBOX") { Description = "user@example.com" };

    private static Argument<string> Name() => new("NAME") { Description = "Name of the script." };

    private static Command CreateList(CommandContext context)
    {
        var mailbox = Mailbox();
        var command = new Command("list", "List a mailbox's scripts.") { mailbox };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, async session =>
        {
            var printer = context.Printer(result);
            var scripts = await session.Scripts.ListAsync(await session.FindOwnerAsync(result.GetRequiredValue(mailbox), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (printer.IsJson)
                printer.WriteJson(scripts.Select(script => new { Name = script.Name.Value, script.SizeInOctets, script.IsActive }));
            else
                printer.WriteTable([new("NAME"), new("SIZE", AlignRight: true), new("ACTIVE")],
                    scripts.Select(script => (string[])[NameText.Of(script.Name.Value), script.SizeInOctets.ToString(CultureInfo.InvariantCulture), script.IsActive ? "yes" : ""]));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command CreatePut(CommandContext context)
    {
        var (mailbox, name) = (Mailbox(), Name());
        var file = new Argument<string?>("FILE") { Description = "File of the script. Default: standard input.", Arity = ArgumentArity.ZeroOrOne };
        var activate = new Option<bool>("--activate") { Description = "Make it the active one." };
        var command = new Command("put", "Store a script that compiles, in place of one of that name.") { mailbox, name, file, activate };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, async session =>
        {
            var (owner, scriptName) = (await session.FindOwnerAsync(result.GetRequiredValue(mailbox), cancellationToken).ConfigureAwait(false), NameOf(result, name));
            var octets = await SieveCommands.ReadMessageAsync(context, result.GetValue(file), cancellationToken).ConfigureAwait(false);
            var check = session.Checker.Check(octets);
            foreach (var line in check.Message.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
                context.Printer(result).Write(SafeText.Of(line), new { Diagnostic = line });
            if (!check.IsValid)
                return ExitCode.DataError;
            Demand(await session.Scripts.WriteAsync(owner, scriptName, octets, cancellationToken).ConfigureAwait(false), scriptName);
            if (result.GetValue(activate))
                Demand(await session.Scripts.ActivateAsync(owner, scriptName, cancellationToken).ConfigureAwait(false), scriptName);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command CreateGet(CommandContext context)
    {
        var (mailbox, name) = (Mailbox(), Name());
        var command = new Command("get", "Write a script to standard output as it is stored.") { mailbox, name };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, async session =>
        {
            var scriptName = NameOf(result, name);
            if (await session.Scripts.ReadAsync(await session.FindOwnerAsync(result.GetRequiredValue(mailbox), cancellationToken).ConfigureAwait(false), scriptName, cancellationToken).ConfigureAwait(false) is not { } octets)
                throw Refusal(ScriptOutcome.NotFound, scriptName);
            await context.Console.Output.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command CreateActivate(CommandContext context)
    {
        var mailbox = Mailbox();
        var name = new Argument<string?>("NAME") { Description = "Name of the script; without one no script is active.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("activate", "Choose the script that is run for a mailbox's mail, or none.") { mailbox, name };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, async session =>
        {
            var scriptName = result.GetValue(name) is { } text ? NameOf(text) : null;
            Demand(await session.Scripts.ActivateAsync(await session.FindOwnerAsync(result.GetRequiredValue(mailbox), cancellationToken).ConfigureAwait(false), scriptName, cancellationToken).ConfigureAwait(false), scriptName);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command CreateDelete(CommandContext context)
    {
        var (mailbox, name) = (Mailbox(), Name());
        var command = new Command("delete", "Remove a script that is not active.") { mailbox, name };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, async session =>
        {
            var scriptName = NameOf(result, name);
            Demand(await session.Scripts.DeleteAsync(await session.FindOwnerAsync(result.GetRequiredValue(mailbox), cancellationToken).ConfigureAwait(false), scriptName, cancellationToken).ConfigureAwait(false), scriptName);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, Func<ScriptSession, Task<int>> run)
    {
        var session = new ScriptSession(context.Load(result), context.Console);
        await using (session.ConfigureAwait(false))
            return await run(session).ConfigureAwait(false);
    }

    private static ScriptName NameOf(ParseResult result, Argument<string> argument) => NameOf(result.GetRequiredValue(argument));

    private static ScriptName NameOf(string text) => ScriptName.TryParse(text, out var name)
        ? name : throw new ToolException(ExitCode.Usage, $"'{text}' can be no name of a script: 1 to {ScriptName.MaxLength} characters, no controls.");

    private static void Demand(ScriptOutcome outcome, ScriptName? name)
    {
        if (outcome != ScriptOutcome.Done)
            throw Refusal(outcome, name);
    }

    private static ToolException Refusal(ScriptOutcome outcome, ScriptName? name) => outcome switch
    {
        ScriptOutcome.NotFound => new(ExitCode.Refused, $"There is no script '{name}'; 'msgstore sieve list' shows those there are."),
        ScriptOutcome.Active => new(ExitCode.Refused, $"The script '{name}' is active; activate another one, or none, first."),
        ScriptOutcome.TooMany => new(ExitCode.CannotCreate, "The mailbox has as many scripts as Sieve:MaxScripts allows."),
        _ => new(ExitCode.CannotCreate, $"The script '{name}' is larger than Sieve:MaxScriptSizeInOctets allows, or all scripts together than Sieve:MaxTotalSizeInOctets."),
    };
}

using System.CommandLine;
using System.Globalization;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mime;
using MsgStore.Sieve;
using MsgStore.Sieve.Cases;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore sieve</c>: scripts are checked, run, traced and tested; nothing is delivered or sent.</summary>
internal static class SieveCommands
{
    private const int CaseFailed = 1;
    private const int FileUnusable = 2;

    public static Command Create(CommandContext context)
    {
        var command = new Command("sieve", "Check, run, test and manage Sieve scripts. Nothing is delivered or sent.")
        {
            CreateCheck(context),
            CreateRun(context, "run", "Show what a script asks for when it gets a message.", isTracing: false),
            CreateRun(context, "trace", "As run, with every command, test and comparison on the way.", isTracing: true),
            CreateTest(context),
        };
        foreach (var managing in SieveScriptCommands.Create(context))
            command.Add(managing);
        return command;
    }

    private static Argument<string> Script() => new("SCRIPT") { Description = "File of the script." };

    private static Command CreateCheck(CommandContext context)
    {
        var script = Script();
        var command = new Command("check", "Compile a script; tell all that is wrong with it. Scripts it includes are looked for beside it.") { script };
        command.SetAction(async (result, cancellationToken) =>
        {
            var compilation = await CompileAsync(context, result.GetRequiredValue(script), cancellationToken).ConfigureAwait(false);
            Write(context.Printer(result), result.GetRequiredValue(script), compilation);
            return compilation.IsValid ? ExitCode.Ok : ExitCode.DataError;
        });
        return command;
    }

    private static Command CreateRun(CommandContext context, string name, string description, bool isTracing)
    {
        var script = Script();
        var message = new Argument<string?>("MESSAGE") { Description = "File of the message. Default: standard input.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string>("--from") { Description = "Reverse-path. Default: Return-Path or From of the message.", HelpName = "ADDRESS" };
        var to = new Option<string>("--to") { Description = "Recipient, who owns the script. Default: Delivered-To or To of the message.", HelpName = "ADDRESS" };
        var command = new Command(name, description) { script, message, from, to };
        command.SetAction(async (result, cancellationToken) =>
        {
            var printer = context.Printer(result);
            var compilation = await CompileAsync(context, result.GetRequiredValue(script), cancellationToken).ConfigureAwait(false);
            if (compilation.Program is not { } program)
            {
                Write(printer, result.GetRequiredValue(script), compilation);
                return ExitCode.DataError;
            }
            var octets = await ReadMessageAsync(context, result.GetValue(message), cancellationToken).ConfigureAwait(false);
            var trace = isTracing ? new SieveTraceWriter(printer) : null;
            var outcome = await program.EvaluateAsync(Input(context, octets, (result.GetValue(from), result.GetValue(to)), trace), cancellationToken).ConfigureAwait(false);
            SieveActionPrinter.Write(printer, outcome);
            return outcome.Error is null ? ExitCode.Ok : CaseFailed;
        });
        return command;
    }

    private static Command CreateTest(CommandContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of cases, as the README of MsgStore.Sieve describes them.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("test", "Run cases: what scripts must do with messages. Exit status 0 all passed, 1 a case failed, 2 a file cannot be used.") { files };
        command.SetAction(async (result, cancellationToken) =>
        {
            var cases = new List<SieveCase>();
            foreach (var file in result.GetRequiredValue(files))
                try
                {
                    cases.AddRange(SieveCaseFile.Parse(await File.ReadAllBytesAsync(context.Console.Absolute(file), cancellationToken).ConfigureAwait(false)));
                }
                catch (Exception exception) when (exception is SieveCaseFormatException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(FileUnusable, $"{file}: {exception.Message}");
                }
            return await RunCasesAsync(context, result, cases, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunCasesAsync(CommandContext context, ParseResult result, List<SieveCase> cases, CancellationToken cancellationToken)
    {
        var printer = context.Printer(result);
        var runner = new SieveCaseRunner(time: context.Console.Time);
        var failed = 0;
        foreach (var testCase in cases)
        {
            var failure = await runner.RunAsync(testCase, cancellationToken).ConfigureAwait(false);
            failed += failure is null ? 0 : 1;
            printer.Write(failure is null ? $"ok {testCase.Name}" : $"FAIL {testCase.Name}: {OneLine(failure)}", new { testCase.Name, Passed = failure is null, Failure = failure });
        }
        var passed = cases.Count - failed;
        printer.Write(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"), new { Passed = passed, Failed = failed });
        return failed == 0 ? ExitCode.Ok : CaseFailed;
    }

    private static string OneLine(string text) => text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static async ValueTask<SieveCompilation> CompileAsync(CommandContext context, string file, CancellationToken cancellationToken)
    {
        var path = context.Console.Absolute(file);
        var script = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return await new SieveCompiler().CompileAsync(script, new SieveScriptFolder(Path.GetDirectoryName(path)!), cancellationToken).ConfigureAwait(false);
    }

    private static void Write(Printer printer, string file, SieveCompilation compilation)
    {
        if (printer.IsJson)
            printer.WriteJson(new
            {
                File = file,
                Valid = compilation.IsValid,
                Diagnostics = compilation.Diagnostics.Select(diagnostic => new
                {
                    Severity = diagnostic.Severity == SieveSeverity.Error ? "error" : "warning",
                    Script = diagnostic.ScriptName,
                    diagnostic.Position.Line,
                    diagnostic.Position.Column,
                    diagnostic.Message,
                }),
            });
        else
            foreach (var diagnostic in compilation.Diagnostics)
                printer.WriteLine($"{(diagnostic.ScriptName is null ? file + ":" : "")}{diagnostic}");
    }

    internal static async ValueTask<ReadOnlyMemory<byte>> ReadMessageAsync(CommandContext context, string? file, CancellationToken cancellationToken)
    {
        if (file is not null)
            return await File.ReadAllBytesAsync(context.Console.Absolute(file), cancellationToken).ConfigureAwait(false);
        using var octets = new MemoryStream();
        await context.Console.Input.CopyToAsync(octets, cancellationToken).ConfigureAwait(false);
        return octets.ToArray();
    }

    private static SieveInput Input(CommandContext context, ReadOnlyMemory<byte> octets, (string? From, string? To) envelope, ISieveTrace? trace)
    {
        var header = MimeHeader.Parse(octets);
        return new()
        {
            Message = SieveMessage.FromMemory(octets),
            Envelope = new()
            {
                From = envelope.From ?? FirstAddress(header, "Return-Path", "From"),
                To = envelope.To ?? FirstAddress(header, "Delivered-To", "To"),
            },
            Environment = new ToolSieveEnvironment(context.Console.Time),
            Trace = trace,
        };
    }

    private static string FirstAddress(MimeHeader header, params string[] names) =>
        names.SelectMany(header.Find).SelectMany(field => MailAddressList.Parse(field.RawText)).FirstOrDefault(address => address.IsValid)?.Address ?? "";

    private sealed class ToolSieveEnvironment(TimeProvider time) : SieveEnvironment
    {
        public override TimeProvider Time => time;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Administration;
using MsgStore.Accounts.Configuration;
using MsgStore.Cli.Commands;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Submission;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Storage;

namespace MsgStore.Cli;

/// <summary>The tool, as a function of its arguments and its console.</summary>
internal static class Tool
{
    // Postfix takes a status code at the start of the output before the exit code: mail waits until an operator has repaired what is wrong.
    private static readonly EnhancedStatusCode ConfigurationStatus = new(4, 3, 5);
    private static readonly EnhancedStatusCode WrongArguments = new(5, 5, 4);

    /// <summary>Runs a command.</summary>
    /// <param name="programName">The name the tool was called by; <c>sendmail</c> makes it one.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="console">Its console.</param>
    /// <param name="cancellationToken">Ends it as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string programName, IReadOnlyList<string> args, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var split = CommandLineSplit.Of(programName, args);
        var root = RootTree.Create(new CommandContext(console, new GlobalOptions()), split.SendmailWords);
        var result = CommandLineParser.Parse(root, split.Words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var command = result.CommandResult.Command.Name;
        var isForServers = command is DeliverCommand.Name or SendmailCommand.Name;
        try
        {
            if (result.Errors.Count > 0 && result.Action is null or System.CommandLine.Invocation.ParseErrorAction)
                throw new ToolException(ExitCode.Usage, Describe(result));
            return await result.InvokeAsync(
                new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var end = Explain(exception);
            // A program calls sendmail, and no server that would keep the mail: to call it so again is of no use.
            if (command == SendmailCommand.Name && end.ExitCode == ExitCode.Usage)
                end = end with { Status = WrongArguments };
            await console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await console.Error.WriteLineAsync(isForServers ? $"{end.Status} {end.Message}" : $"msgstore: {end.Message}").ConfigureAwait(false);
            return end.ExitCode;
        }
    }

    private static string Describe(ParseResult result)
    {
        var commands = new List<string>();
        for (SymbolResult? at = result.CommandResult; at is CommandResult command; at = command.Parent)
            commands.Insert(0, command.Command is RootCommand ? "msgstore" : command.Command.Name);
        return $"{string.Join(' ', result.Errors.Select(error => error.Message))} See '{string.Join(' ', commands)} --help'.";
    }

    /// <summary>How the tool ends after an exception.</summary>
    private static End Explain(Exception exception) => exception switch
    {
        ToolException tool => new End(tool.ExitCode, tool.Status ?? StatusOf(tool.ExitCode), tool.Message),
        MsgStoreException store => Explain(store),
        AccountException { Error: AccountError.Busy } => new End(ExitCode.TemporaryFailure, new(4, 3, 0), exception.Message),
        AccountException => new End(ExitCode.Refused, new(5, 3, 0), exception.Message),
        OptionsValidationException options => new End(ExitCode.Configuration, ConfigurationStatus, string.Join(' ', options.Failures)),
        AccountConfigurationException => new End(ExitCode.Configuration, ConfigurationStatus, exception.Message),
        NativeLibraryMissingException => new End(ExitCode.Unavailable, ConfigurationStatus, exception.Message),
        UnauthorizedAccessException => new End(ExitCode.NoPermission, ConfigurationStatus, exception.Message),
        IOException => new End(ExitCode.IOError, new(4, 3, 0), exception.Message),
        OperationCanceledException => new End(ExitCode.Interrupted, new(4, 3, 0), "Interrupted."),
        // A fault of the program: mail waits for a better one, and a person reads a sentence.
        _ => new End(ExitCode.TemporaryFailure, new(4, 3, 0), $"{exception.Message.TrimEnd('.')}. This is a fault of the program ({exception.GetType().Name}); please report it."),
    };

    private static EnhancedStatusCode StatusOf(int exitCode) => exitCode switch
    {
        ExitCode.Usage or ExitCode.Configuration => ConfigurationStatus,
        ExitCode.IOError => new(4, 3, 0),
        ExitCode.DataError => new(5, 6, 0),
        _ => new(5, 3, 0),
    };

    private static End Explain(MsgStoreException exception)
    {
        var (code, text) = exception.ToStatus();
        var exit = exception.Error is StoreError.MailboxNotFound or StoreError.FolderNotFound or StoreError.FolderExists or StoreError.InvalidFolderName
            or StoreError.MessageNotFound or StoreError.MessageExpunged
            ? ExitCode.Refused : OutcomeExitCodes.Of(code);
        return new End(exit, code, exception.Message.Length > 0 ? exception.Message : text);
    }

    private sealed record End(int ExitCode, EnhancedStatusCode Status, string Message);
}

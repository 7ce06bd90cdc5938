using System.CommandLine;
using MsgStore.Cli.Output;

namespace MsgStore.Cli.Configuration;

/// <summary>What commands are made of.</summary>
internal sealed record CommandContext(ToolConsole Console, GlobalOptions Options)
{
    public ToolConfiguration Load(ParseResult result) => ToolConfiguration.Load(result, Options, Console);

    /// <summary>Opens the store and, where there are some, the accounts. The caller disposes the session.</summary>
    public ToolSession Open(ParseResult result) => ToolSession.Open(Load(result), Console);

    public AccountSession OpenAccounts(ParseResult result) => new(Load(result), Console);

    public Printer Printer(ParseResult result) => new(Console, result.GetValue(Options.Json));
}

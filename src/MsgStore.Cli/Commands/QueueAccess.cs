using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Control;

namespace MsgStore.Cli.Commands;

/// <summary>The way to the running host.</summary>
internal sealed record QueueAccess(CommandContext Context, Option<string> Socket)
{
    public IQueueAdministration Open(ParseResult result) =>
        new QueueControlClient(result.GetValue(Socket) is { } socket ? Context.Console.Absolute(socket) : Context.Load(result).RequireControlSocket());
}

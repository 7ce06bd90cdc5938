using System.Text;
using MsgStore.Protocols.Pop3.Commands;
using static MsgStore.Protocols.Pop3.Pop3States;

namespace MsgStore.Protocols.Pop3;

/// <summary>Which command is served where.</summary>
internal static class Pop3CommandTable
{
    /// <summary>All commands.</summary>
    public static readonly IReadOnlyList<Pop3Command> All =
    [
        new("STAT", Transaction, ListCommands.StatAsync),
        new("LIST", Transaction, ListCommands.ListAsync) { IsStreamed = true },
        new("UIDL", Transaction, ListCommands.UidlAsync) { IsStreamed = true },
        new("RETR", Transaction, RetrieveCommands.RetrAsync) { IsStreamed = true },
        new("TOP", Transaction, RetrieveCommands.TopAsync) { IsStreamed = true },
        new("DELE", Transaction, SimpleCommands.DeleAsync),
        new("RSET", Transaction, SimpleCommands.RsetAsync),
        new("NOOP", Transaction, SimpleCommands.NoopAsync),
        new("QUIT", Any, QuitCommand.RunAsync),
        new("CAPA", Any, CapaCommand.RunAsync),
        new("USER", Authorization, LoginCommands.UserAsync),
        new("PASS", Authorization, LoginCommands.PassAsync),
        new("AUTH", Authorization, AuthCommand.RunAsync),
        new("STLS", Authorization, StlsCommand.RunAsync),
        new("UTF8", Authorization, Utf8Command.RunAsync),
    ];

    /// <summary>Finds a command; <see langword="null"/> where there is none of that name.</summary>
    public static Pop3Command? Find(ReadOnlySpan<byte> verb)
    {
        foreach (var command in All)
            if (Ascii.EqualsIgnoreCase(verb, command.Octets.Span))
                return command;
        return null;
    }
}

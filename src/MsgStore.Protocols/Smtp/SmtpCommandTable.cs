using System.Text;
using MsgStore.Protocols.Smtp.Commands;
using static MsgStore.Protocols.Smtp.SmtpStates;

namespace MsgStore.Protocols.Smtp;

/// <summary>Which command is served where.</summary>
internal static class SmtpCommandTable
{
    /// <summary>All commands.</summary>
    public static readonly IReadOnlyList<SmtpCommand> All =
    [
        new("MAIL", Greeted, MailCommand.RunAsync) { IsOpen = false },
        new("RCPT", Mail | Recipients, RcptCommand.RunAsync) { IsOpen = false },
        new("DATA", Mail | Recipients, DataCommand.RunAsync) { IsOpen = false },
        new("BDAT", Any, BdatCommand.RunAsync),
        new("AUTH", Greeted, AuthCommand.RunAsync),
        new("STARTTLS", Greeted, StartTlsCommand.RunAsync),
        new("RSET", Any, SimpleCommands.RsetAsync),
        new("QUIT", Any, SimpleCommands.QuitAsync),
        new("NOOP", Any, SimpleCommands.NoopAsync),
        new("EHLO", Any, HelloCommand.EhloAsync) { InLmtp = false },
        new("HELO", Any, HelloCommand.HeloAsync) { InLmtp = false },
        new("LHLO", Any, HelloCommand.EhloAsync) { InSmtp = false },
        new("VRFY", Any, VrfyCommand.RunAsync) { IsOpen = false },
        new("EXPN", Any, SimpleCommands.NotImplementedAsync),
        new("HELP", Any, SimpleCommands.HelpAsync),
    ];

    /// <summary>Finds a command; <see langword="null"/> where the listener knows none of that name.</summary>
    public static SmtpCommand? Find(ReadOnlySpan<byte> verb, SmtpMode mode)
    {
        foreach (var command in All)
            if (Ascii.EqualsIgnoreCase(verb, command.Octets.Span))
                return (mode == SmtpMode.Lmtp ? command.InLmtp : command.InSmtp) ? command : null;
        return null;
    }
}

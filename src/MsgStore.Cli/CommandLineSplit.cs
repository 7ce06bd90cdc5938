using MsgStore.Cli.Commands;

namespace MsgStore.Cli;

/// <summary>Parts a command line into what follows the tool's rules and what follows sendmail's.</summary>
/// <param name="Words">For the tool's parser.</param>
/// <param name="SendmailWords">For sendmail's; empty for other commands.</param>
internal sealed record CommandLineSplit(IReadOnlyList<string> Words, IReadOnlyList<string> SendmailWords)
{
    private static readonly string[] WithValue = ["--config", "--root", "--accounts"];
    private static readonly string[] WithoutValue = ["--json", "--help"];

    /// <summary>Parts it.</summary>
    /// <param name="programName">The name the tool was called by.</param>
    /// <param name="args">Its arguments.</param>
    public static CommandLineSplit Of(string programName, IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var rest = new List<string>();
        var isSendmail = programName == SendmailCommand.Name;
        for (var i = 0; i < args.Count; i++)
        {
            var word = args[i];
            if (isSendmail && rest.Contains("--"))
                rest.Add(word);
            else if (WithValue.Contains(word) && i + 1 < args.Count)
                words.AddRange([word, args[++i]]);
            else if (WithoutValue.Contains(word) || Array.Exists(WithValue, option => word.StartsWith(option + "=", StringComparison.Ordinal)))
                words.Add(word);
            else if (isSendmail)
                rest.Add(word);
            else if (word == SendmailCommand.Name)
                isSendmail = true;
            else
                return new CommandLineSplit(args, []);
        }
        return isSendmail ? new CommandLineSplit([SendmailCommand.Name, .. words], rest) : new CommandLineSplit(args, []);
    }
}

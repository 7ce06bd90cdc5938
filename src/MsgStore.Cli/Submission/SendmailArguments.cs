namespace MsgStore.Cli.Submission;

/// <summary>The command line of sendmail, as programs write it.</summary>
internal sealed record SendmailArguments
{
    // Options that take a value, attached or as the next word.
    private const string WithValue = "fFrBNRVhXLpqoOCA";

    /// <summary>The sender of <c>-f</c> or <c>-r</c>; <see langword="null"/> without either.</summary>
    public string? Sender { get; private set; }

    /// <summary>The name of <c>-F</c>.</summary>
    public string? FullName { get; private set; }

    /// <summary>Whether the message names recipients (<c>-t</c>).</summary>
    public bool RecipientsFromHeader { get; private set; }

    /// <summary>Whether a lone full stop is text (<c>-i</c>).</summary>
    public bool IgnoreDots { get; private set; }

    public List<string> Recipients { get; } = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="ToolException">It asks for what is not done here.</exception>
    public static SendmailArguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new SendmailArguments();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                arguments.Recipients.AddRange(words.Skip(i + 1));
                break;
            }
            if (word.Length < 2 || word[0] != '-')
                arguments.Recipients.Add(word);
            else if (IsAttachedOnly(word) || !WithValue.Contains(word[1], StringComparison.Ordinal))
                arguments.ReadFlags(word);
            else if (word.Length > 2)
                arguments.ReadValue(word[1], word[2..]);
            else if (++i < words.Count)
                arguments.ReadValue(word[1], words[i]);
            else
                throw new ToolException(ExitCode.Usage, $"{word} needs a value.");
        }
        return arguments;
    }

    // -oi and -q take their value attached or not at all.
    private static bool IsAttachedOnly(string word) => word[1] is 'o' or 'q' or 'O' && word.Length > 2 || word == "-q";

    private void ReadValue(char option, string value)
    {
        if (option is 'f' or 'r')
            Sender = value;
        else if (option == 'F')
            FullName = value;
        else if (option == 'q')
            throw Refused("-q");
    }

    private void ReadFlags(string word)
    {
        switch (word)
        {
            case "-i" or "-oi" or "-oitrue":
                IgnoreDots = true;
                break;
            case "-t":
                RecipientsFromHeader = true;
                break;
            case "-ti" or "-it":
                RecipientsFromHeader = IgnoreDots = true;
                break;
            case "-bm" or "-G" or "-U" or "-n" or "-v" or "-m":
            case ['-', 'o' or 'O' or 'e', ..]:
                break;
            default:
                throw Refused(word);
        }
    }

    private static ToolException Refused(string word) =>
        new(ExitCode.Usage, $"sendmail {word} is not supported; messages are sent with -t, -i, -f ADDRESS, -F NAME and recipients.");
}

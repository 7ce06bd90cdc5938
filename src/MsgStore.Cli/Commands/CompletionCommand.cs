using System.CommandLine;
using MsgStore.Cli.Configuration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore completion bash|zsh|fish</c>. The scripts ask the tool itself, through the directive <c>[suggest:POSITION]</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # msgstore completion bash > /etc/bash_completion.d/msgstore
        _msgstore() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(msgstore "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _msgstore msgstore
        """;

    private const string Zsh = """
        #compdef msgstore
        # msgstore completion zsh > a folder of $fpath, as _msgstore
        _msgstore() {
            local -a words_found
            words_found=("${(@f)$(msgstore "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $words_found
        }
        compdef _msgstore msgstore
        """;

    private const string Fish = """
        # msgstore completion fish > ~/.config/fish/completions/msgstore.fish
        complete -c msgstore -f -a '(msgstore "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes this tool's words in a shell.") { shell };
        command.SetAction(result => context.Printer(result).Write(Script(result.GetRequiredValue(shell)), new
        {
            Shell = result.GetRequiredValue(shell),
            Script = Script(result.GetRequiredValue(shell)),
        }));
        return command;
    }

    private static string Script(string shell) => shell switch { "bash" => Bash, "zsh" => Zsh, _ => Fish };
}

using System.CommandLine;

namespace MsgStore.Cli.Configuration;

/// <summary>The options every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Config { get; } = new("--config")
    {
        Description = "Configuration file, shared with the servers. Default: ./msgstore.json, else /etc/msgstore/msgstore.json.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string> Root { get; } = new("--root") { Description = "Folder of the mail, above Store:Root of the configuration.", HelpName = "DIR", Recursive = true };

    public Option<string> Accounts { get; } = new("--accounts")
    {
        Description = "Folder of the domain tree, above Accounts:Root of the configuration.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "JSON on standard output: one document, or one a line.", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(Config);
        command.Options.Add(Root);
        command.Options.Add(Accounts);
        command.Options.Add(Json);
    }
}

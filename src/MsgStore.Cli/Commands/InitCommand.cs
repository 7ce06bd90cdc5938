using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MsgStore.Cli.Configuration;
using MsgStore.Queue.Control;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore init</c>.</summary>
internal static class InitCommand
{
    private const string FileName = "msgstore.json";
    private const int MaxSocketOctets = 107; // unix(7)
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode GroupReads = UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "Where everything goes. Default: the current folder.", DefaultValueFactory = _ => "." };
        var name = new Option<string>("--server-name") { Description = "The server's name in greetings and trace fields. Default: this machine's.", HelpName = "NAME" };
        var command = new Command("init", "Make a configuration file that servers and this tool share, a domain tree and a store.") { folder, name };
        command.SetAction(result => Run(context, result, context.Console.Absolute(result.GetRequiredValue(folder)), result.GetValue(name) ?? Environment.MachineName));
        return command;
    }

    private static int Run(CommandContext context, ParseResult result, string folder, string serverName)
    {
        var file = Path.Combine(folder, FileName);
        var mail = result.GetValue(context.Options.Root) is { } root ? context.Console.Absolute(root) : Path.Combine(folder, "mail");
        var accounts = result.GetValue(context.Options.Accounts) is { } tree ? context.Console.Absolute(tree) : Path.Combine(folder, "domains");
        var queue = Path.Combine(folder, "queue");
        Directory.CreateDirectory(folder, Private | GroupReads | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Write(file, JsonSerializer.Serialize(Configuration(serverName, mail, accounts, folder), Json) + "\n");
        Directory.CreateDirectory(mail, Private);
        Directory.CreateDirectory(accounts, Private | GroupReads);
        Directory.CreateDirectory(queue, Private);
        context.Printer(result).Write(
            $"configuration  {file}\nmail           {mail}\naccounts       {accounts}\nqueue          {queue}\nscripts        {Path.Combine(folder, "scripts")}\nnext           msgstore --config {file} domain add example.com",
            new { Configuration = file, Mail = mail, Accounts = accounts, Queue = queue });
        return ExitCode.Ok;
    }

    private static void Write(string file, string text)
    {
        try
        {
            // Passwords of relays go there.
            using var stream = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            });
            using var writer = new StreamWriter(stream);
            writer.Write(text);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new ToolException(ExitCode.Refused, $"{file} exists and is left as it is; name another folder, or remove it first.");
        }
    }

    // Loopback and high ports: what runs with this file as it stands harms nobody and needs no rights.
    private static Dictionary<string, object> Configuration(string serverName, string mail, string accounts, string folder) => new(StringComparer.Ordinal)
    {
        ["ServerName"] = serverName,
        ["Store"] = new { Root = mail },
        ["Accounts"] = new { Root = accounts },
        ["Tls"] = new { DevelopmentFolder = Path.Combine(folder, "tls") },
        ["Queue"] = Queue(Path.Combine(folder, "queue")),
        ["Sieve"] = new { ScriptRoot = Path.Combine(folder, "scripts") },
        ["Smtp"] = new
        {
            Listeners = new
            {
                smtp = new { EndPoint = "127.0.0.1:2525" },
                submission = new { EndPoint = "127.0.0.1:2587", Server = new { Mode = "Submission" } },
                lmtp = new { EndPoint = "127.0.0.1:2424", Server = new { Mode = "Lmtp" } },
            },
        },
        ["ManageSieve"] = new { Listeners = new { managesieve = new { EndPoint = "127.0.0.1:4190" } } },
        ["Pop3"] = new { Listeners = new { pop3 = new { EndPoint = "127.0.0.1:2110" } } },
    };

    // A host does not start with a control socket whose path is longer than the system takes; without one it sends mail all the same.
    private static object Queue(string root) =>
        Encoding.UTF8.GetByteCount(QueueControlClient.DefaultSocket(root)) > MaxSocketOctets ? new { Root = root, ControlSocket = "" } : new { Root = root };
}

using System.Text;
using System.Text.Json;

namespace MsgStore.Cli.Tests.Support;

/// <summary>A folder of one test with a store in it, and the tool run in this process.</summary>
internal sealed class ToolFolder : IDisposable
{
    public ToolFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"msgstore-cli-{Guid.NewGuid():N}");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public Func<string, byte[]>? AskSecret { get; set; }

    /// <summary>A folder with configuration, the domain example.com and the users alice and bob.</summary>
    public static async Task<ToolFolder> WithUsersAsync()
    {
        var folder = new ToolFolder();
        await folder.SucceedAsync(["init", "--server-name", "mail.example.com"]);
        await folder.SucceedAsync(["domain", "add", "example.com"]);
        foreach (var user in (string[])["alice", "bob"])
            // Users who never log in here need no hash that costs a second.
            await System.IO.File.AppendAllTextAsync(folder.File("domains/example.com/passwd"), $"{user}:!\n");
        return folder;
    }

    /// <summary>A folder with a store and no accounts.</summary>
    public static ToolFolder WithStore()
    {
        var folder = new ToolFolder();
        Directory.CreateDirectory(folder.File("mail"));
        folder.Environment["MSGSTORE__Store__Root"] = folder.File("mail");
        return folder;
    }

    public string File(string name) => Path.Combine(Root, name);

    public async Task<ToolResult> RunAsync(string[] args, string input = "", string name = "msgstore", TextWriter? error = null)
    {
        using var stdin = new MemoryStream(Encoding.Latin1.GetBytes(input));
        return await RunAsync(args, stdin, name, error);
    }

    public async Task<ToolResult> RunAsync(string[] args, Stream input, string name = "msgstore", TextWriter? error = null, CancellationToken cancellationToken = default)
    {
        using var stdout = new MemoryStream();
        using var stderr = new StringWriter { NewLine = "\n" };
        int exit;
        await using (var console = new ToolConsole
        {
            Input = input,
            Output = stdout,
            Error = error ?? stderr,
            Environment = Environment,
            Folder = Root,
            AskSecret = AskSecret,
        })
            exit = await Tool.RunAsync(name, args, console, cancellationToken);
        return new ToolResult(exit, Encoding.UTF8.GetString(stdout.ToArray()), stderr.ToString());
    }

    public async Task<string> SucceedAsync(string[] args, string input = "")
    {
        var result = await RunAsync(args, input);
        Assert.True(result.Exit == 0 && result.Error.Length == 0, $"{string.Join(' ', args)} exited with {result.Exit}: {result.Error}");
        return result.Output;
    }

    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        using var document = JsonDocument.Parse(await SucceedAsync([.. args, "--json"]));
        return document.RootElement.Clone();
    }

    public Task<string> DeliverAsync(string recipient, string message = "Subject: one\n\nbody\n", string from = "sender@example.org") =>
        SucceedAsync(["deliver", "-f", from, "-a", recipient], message);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

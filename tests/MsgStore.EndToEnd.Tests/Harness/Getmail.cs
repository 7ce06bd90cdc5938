using System.Globalization;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>getmail, which remembers what it has fetched and hands each message to a server of its own over LMTP.</summary>
/// <remarks>Its destinations that fork hang now and then when the machine is busy; this one does not fork.</remarks>
internal sealed class Getmail : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly HostProcess _sink;

    private Getmail(TemporaryFolder folder, HostProcess sink)
    {
        _folder = folder;
        _sink = sink;
    }

    public static async Task<Getmail> StartAsync()
    {
        var folder = new TemporaryFolder();
        return new Getmail(folder, await QuickstartProcess.StartAsync(folder.File("sink"), "--store", "memory", "--lmtp", "0"));
    }

    /// <summary>Fetches what is new to the quickstart's user, and gives how many messages that were.</summary>
    public Task<int> FetchAsync(HostProcess host) => FetchAsync(host.Pop3Port, $"""
        type = SimplePOP3Retriever
        server = 127.0.0.1
        username = {QuickstartProcess.User}
        password = {QuickstartProcess.Password}
        """);

    /// <summary>Fetches what is new, and gives how many messages that were.</summary>
    /// <param name="port">The server's port, which may be another each time: what getmail remembers goes by it, and moves along.</param>
    /// <param name="retriever">The other settings of the section of that name.</param>
    public async Task<int> FetchAsync(int port, string retriever)
    {
        foreach (var old in Directory.GetFiles(_folder.Root, "oldmail-*"))
            File.Move(old, _folder.File(string.Join('-', Path.GetFileName(old).Split('-').Select((part, i) => i == 2 ? $"{port}" : part))));
        _folder.Write("getmailrc", $"""
            [retriever]
            {retriever}
            port = {port}
            [destination]
            type = MDA_lmtp
            host = 127.0.0.1
            port = {_sink.Ports["lmtp"]}
            override = {QuickstartProcess.User}
            [options]
            read_all = false
            delete = false
            """);
        var output = await Run.Async("getmail", ["--getmaildir", _folder.Root, "--rcfile", _folder.File("getmailrc")]);
        var summary = output[..output.IndexOf(" messages (", StringComparison.Ordinal)];
        return int.Parse(summary[(summary.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>What arrived.</summary>
    public Task<List<string>> ReadAsync() => Maildrop.ReadAllAsync(_sink.Pop3Port);

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _folder.Dispose();
    }
}

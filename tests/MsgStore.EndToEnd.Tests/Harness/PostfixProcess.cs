
namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A Postfix of the test's own: its queue and configuration in the test's folder, one SMTP port on loopback.</summary>
internal sealed class PostfixProcess : IAsyncDisposable
{
    private readonly string _configuration;

    private PostfixProcess(string configuration, int port)
    {
        _configuration = configuration;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts Postfix.</summary>
    /// <param name="root">An empty folder that others may enter.</param>
    /// <param name="settings">Lines of main.cf that say where mail goes.</param>
    public static async Task<PostfixProcess> StartAsync(string root, string settings)
    {
        var etc = Path.Combine(root, "etc");
        foreach (var name in new[] { "etc", "spool", "data" })
            Directory.CreateDirectory(Path.Combine(root, name));
        await Run.Async("chown", ["postfix", Path.Combine(root, "data")]);
        var port = Ports.Free();
        await File.WriteAllTextAsync(Path.Combine(etc, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {root}/spool
            data_directory = {root}/data
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = postfix.example
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            alias_database =
            maillog_file = {root}/log
            maillog_file_prefixes = {root}
            smtpd_peername_lookup = no
            {settings}

            """);
        await File.WriteAllTextAsync(Path.Combine(etc, "master.cf"), $"""
            127.0.0.1:{port} inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            local unix - n n - - local
            virtual unix - n n - - virtual
            lmtp unix - - n - - lmtp
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """);
        await Run.Async("postfix", ["-c", etc, "start"]);
        return new PostfixProcess(etc, port);
    }

    /// <summary>What Postfix has logged.</summary>
    public Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(_configuration)!, "log"));

    public async ValueTask DisposeAsync() => await Run.Async("postfix", ["-c", _configuration, "stop"]);
}

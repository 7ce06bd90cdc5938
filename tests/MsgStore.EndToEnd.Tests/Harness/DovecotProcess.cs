using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A Dovecot (2.3, started as root) that works as user mail on a tree MsgStore delivers to. Only Unix sockets, in the test's folder.</summary>
internal sealed class DovecotProcess : IAsyncDisposable
{
    /// <summary>User and group mail on Debian.</summary>
    public const int MailId = 8;

    private readonly string _root;
    private readonly string _user;
    private readonly Process _process;

    private DovecotProcess(string root, string user, Process process)
    {
        _root = root;
        _user = user;
        _process = process;
    }

    /// <summary>Starts Dovecot for one user.</summary>
    /// <param name="root">A folder for its files, readable by others.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="mailbox">The user's Maildir.</param>
    public static async Task<DovecotProcess> StartAsync(string root, string user, string mailbox)
    {
        Directory.CreateDirectory(root);
        await File.WriteAllTextAsync(Path.Combine(root, "users"), $"{user}:{{PLAIN}}x:{MailId}:{MailId}::{mailbox}\n");
        await File.WriteAllTextAsync(Path.Combine(root, "dovecot.conf"), $$"""
            base_dir = {{root}}/run
            log_path = {{root}}/log
            protocols = lmtp
            ssl = no
            mail_location = maildir:~/
            first_valid_uid = {{MailId}}
            passdb {
              driver = passwd-file
              args = {{root}}/users
            }
            userdb {
              driver = passwd-file
              args = {{root}}/users
            }
            service lmtp {
              unix_listener lmtp {
                mode = 0600
              }
            }

            """);
        var process = Process.Start("/usr/sbin/dovecot", ["-F", "-c", Path.Combine(root, "dovecot.conf")]);
        var dovecot = new DovecotProcess(root, user, process);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await dovecot.CanConnectAsync())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return dovecot;
    }

    /// <summary>Delivers over LMTP.</summary>
    public async Task DeliverAsync(string text)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(LmtpSocket));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"LHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<{_user}>\r\nDATA\r\n{text}.\r\nQUIT\r\n"));
        var replies = await reader.ReadToEndAsync();
        Assert.Contains($"250 2.0.0 <{_user}>", replies, StringComparison.Ordinal);
    }

    /// <summary>Runs doveadm.</summary>
    public Task<string> AdminAsync(params string[] arguments) => Run.Async("doveadm", ["-c", Path.Combine(_root, "dovecot.conf"), .. arguments]);

    /// <summary>Fetches fields of all messages in INBOX, one line of tab-separated values each.</summary>
    public async Task<IReadOnlyList<string[]>> FetchAsync(string fields) =>
        [.. (await AdminAsync("-f", "tab", "fetch", "-u", _user, fields, "mailbox", "INBOX", "all"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t'))];

    public async ValueTask DisposeAsync()
    {
        await AdminAsync("stop");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string LmtpSocket => Path.Combine(_root, "run", "lmtp");

    private async Task<bool> CanConnectAsync()
    {
        if (_process.HasExited)
            Assert.Fail("Dovecot ended: " + await File.ReadAllTextAsync(Path.Combine(_root, "log")));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(LmtpSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

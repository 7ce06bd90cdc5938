using System.Diagnostics;
using System.Globalization;
using System.Text;
using MsgStore.Accounts.Administration;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Posix.Linux;

namespace MsgStore.Accounts.Tests;

/// <summary>Whom a tree belongs exchanges its files for links while root works on it.</summary>
public sealed class OwnerRaceTests : IDisposable
{
    private const int Rounds = 1000;
    private const uint Stranger = 65_534;

    // A link is put at each name in turn, atomically as rename does it, until the input ends; the count of exchanges is printed.
    private const string Attack = """
        import os, sys, threading, itertools
        folder, names, targets = sys.argv[1], sys.argv[2].split(','), sys.argv[3].split(',')
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        print('ready', flush=True)
        count = 0
        for name, target in itertools.cycle(itertools.product(names, targets)):
            if ended.is_set():
                break
            try:
                os.symlink(target, folder + '/link')
                os.rename(folder + '/link', folder + '/' + name)
                count += 1
                if name in ('passwd', 'passwd.lock'):
                    os.unlink(folder + '/' + name)
            except OSError:
                try:
                    os.unlink(folder + '/link')
                except OSError:
                    pass
        print(count)
        """;

    private readonly AccountsFixture _accounts = new();
    private readonly string _secrets = Directory.CreateTempSubdirectory("msgstore-secrets-").FullName;

    public void Dispose()
    {
        _accounts.Dispose();
        Directory.Delete(_secrets, recursive: true);
    }

    [Theory]
    [InlineData("passwd.tmp")]
    [InlineData("passwd.tmp,passwd.lock,passwd")]
    public async Task A_file_that_its_owner_links_to_while_root_edits_stays_roots(string names)
    {
        // Only root can give files away, and only root can become another user.
        if (!Environment.IsPrivilegedProcess)
            return;
        await _accounts.AddUserAsync("alice@example.com");
        var folder = Path.Combine(_accounts.Root, "example.com");
        var secret = Path.Combine(_secrets, "shadow");
        await File.WriteAllTextAsync(secret, "root:secret\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = StateOf(secret);
        await Run.ToEndAsync("chown", "-R", Stranger.ToString(CultureInfo.InvariantCulture), folder);
        await Run.ToEndAsync("chmod", "755", _accounts.Root, _secrets);

        using var attacker = Run.Start("setpriv", "--reuid", $"{Stranger}", "--regid", $"{Stranger}", "--clear-groups", "--", "/usr/bin/python3", "-c", Attack, folder, names, secret);
        Assert.Equal("ready", await attacker.StandardOutput.ReadLineAsync());
        var done = 0;
        for (var round = 0; round < Rounds; round++)
            try
            {
                await _accounts.Store.SetPasswordAsync("alice@example.com", Encoding.UTF8.GetBytes($"password {round}"));
                done++;
                if (StateOf(secret) != before)
                    break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountException)
            {
                // Refused, or the attack had taken the passwd file away: put back, so that there is something to attack.
                await PutBackAsync(folder);
            }
        attacker.StandardInput.Close();
        var count = int.Parse((await attacker.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await attacker.WaitForExitAsync();

        Assert.Equal(before, StateOf(secret));
        Assert.Equal("root:secret\n", await File.ReadAllTextAsync(secret));
        Assert.True(count > Rounds, $"only {count} exchanges");
        Assert.True(names != "passwd.tmp" || done > 0, "no edit came through at all");
    }

    private static (uint, uint, ushort) StateOf(string path)
    {
        Assert.Equal(0, Libc.StatXPath(LinuxConstants.AtCurrentDirectory, path, 0, LinuxConstants.StatXBasic, out var stat));
        return (stat.User, stat.Group, stat.Mode);
    }

    private static async Task PutBackAsync(string folder)
    {
        var passwd = Path.Combine(folder, "passwd.new");
        await File.WriteAllTextAsync(passwd, "alice:!:alice\n");
        File.Move(passwd, Path.Combine(folder, "passwd"), overwrite: true);
    }

    private static class Run
    {
        public static Process Start(string program, params string[] arguments) =>
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false }) ?? throw new InvalidOperationException(program);

        public static async Task ToEndAsync(string program, params string[] arguments)
        {
            using var process = Start(program, arguments);
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
    }
}

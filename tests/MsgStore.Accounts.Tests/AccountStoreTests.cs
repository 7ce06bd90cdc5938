using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Administration;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Encryption.Passwords;
using MsgStore.Posix.Linux;

namespace MsgStore.Accounts.Tests;

public sealed class AccountStoreTests : IDisposable
{
    private readonly AccountsFixture _accounts = new();

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public async Task Users_are_appended_changed_and_removed_and_other_lines_stay_to_the_octet()
    {
        await _accounts.Store.AddDomainAsync("Example.COM");
        const string others = "# ours\r\n\n  old:$argon2id$x:shared:7\nlatin\u00ff:x\nold:!\nlast:x";
        var octets = Encoding.Latin1.GetBytes(others);
        await File.WriteAllBytesAsync(Path.Combine(_accounts.Root, "example.com", "passwd"), octets);
        Assert.Equal("alice@example.com", (await _accounts.Store.AddUserAsync("Alice@example.com", "one"u8.ToArray())).ToString());
        var lines = ReadLatin1().Split('\n');
        Assert.Equal(others, string.Join('\n', lines[..^2]));
        Assert.Matches(@"^alice:\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}:alice$", lines[^2]);
        Assert.Equal("", lines[^1]);

        await _accounts.Store.SetPasswordAsync("old@example.com", "two"u8.ToArray());
        Assert.Equal(lines[..4], ReadLatin1().Split('\n')[..4]);
        Assert.StartsWith("old:$argon2id$v=19$", ReadLatin1().Split('\n')[4], StringComparison.Ordinal);
        Assert.Equal("old@example.com reads old@example.com", await _accounts.LogInAsync("old@example.com", "two"));

        await _accounts.Store.RemoveUserAsync("OLD@example.com");
        Assert.Equal([lines[0], lines[1], lines[3], lines[5], lines[6], ""], ReadLatin1().Split('\n'));
        Assert.False(File.Exists(Path.Combine(_accounts.Root, "example.com", "passwd.tmp")));
    }

    [Fact]
    public async Task A_new_passwd_file_is_for_owner_and_group_and_a_changed_one_keeps_its_mode()
    {
        await _accounts.AddUserAsync("alice@example.com");
        var path = Path.Combine(_accounts.Root, "example.com", "passwd");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await _accounts.Store.SetPasswordAsync("alice@example.com", "x"u8.ToArray());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Files_belong_to_whom_their_folder_belongs()
    {
        await _accounts.Store.AddDomainAsync("example.com");
        var folder = Path.Combine(_accounts.Root, "example.com");
        // Only root can give the folder away; for anybody else it is their own and so are the files.
        if (Environment.IsPrivilegedProcess)
            using (var handle = LinuxFileLayer.TryOpen(folder))
                handle!.Handle.Own(65_534, 65_533, File.GetUnixFileMode(folder));
        await _accounts.Store.AddUserAsync("alice@example.com", "x"u8.ToArray());
        await _accounts.Store.SetPasswordAsync("alice@example.com", "y"u8.ToArray());
        var owner = OwnerOf(folder);
        Assert.Equal(owner, OwnerOf(Path.Combine(folder, "passwd")));
        Assert.Equal(owner, OwnerOf(Path.Combine(folder, "passwd.lock")));
        if (Environment.IsPrivilegedProcess)
            Assert.Equal((65_534u, 65_533u), owner);
    }

    [Fact]
    public async Task Domains_and_users_are_listed_and_shown()
    {
        await _accounts.AddUserAsync("bob@example.org");
        await _accounts.AddUserAsync("alice@example.com");
        await _accounts.AddUserAsync("Bob@example.com");
        _accounts.Write("example.com/user_forwards/alice", "a@example.net\n");
        _accounts.Write("example.com/passwd", _accounts.Read("example.com/passwd") + "off:!:shared\n");
        _accounts.Write("not a domain/config.json", "{}");
        Assert.Equal(["example.com", "example.org"], await _accounts.Store.ListDomainsAsync());
        Assert.Equal(("example.com", 3, '+'), await _accounts.Store.ShowDomainAsync("EXAMPLE.com") is var shown ? (shown.Name, shown.Users, shown.Settings.SubaddressDelimiter) : default);
        Assert.Equal(
            ["alice@example.com alice@example.com True a@example.net", "bob@example.com bob@example.com True ", "off@example.com shared@example.com False "],
            (await _accounts.Store.ListUsersAsync("example.com")).Select(user => $"{user.Name} {user.Mailbox} {user.CanLogIn} {string.Join(',', user.Forwards)}"));
        Assert.Equal("shared@example.com", (await _accounts.Store.ShowUserAsync("off@example.com")).Mailbox.ToString());
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_its_kind()
    {
        await _accounts.AddUserAsync("alice@example.com");
        var store = _accounts.Store;
        await RefusedAsync(AccountError.DomainExists, async () => await store.AddDomainAsync("example.com"));
        await RefusedAsync(AccountError.InvalidName, async () => await store.AddDomainAsync("../up"));
        await RefusedAsync(AccountError.DomainNotFound, async () => await store.ShowDomainAsync("example.net"));
        await RefusedAsync(AccountError.DomainNotFound, async () => await store.AddUserAsync("a@example.net", default));
        await RefusedAsync(AccountError.UserExists, async () => await store.AddUserAsync("ALICE@example.com", default));
        await RefusedAsync(AccountError.UserNotFound, async () => await store.SetPasswordAsync("bob@example.com", default));
        await RefusedAsync(AccountError.UserNotFound, async () => await store.RemoveUserAsync("bob@example.com"));
        await RefusedAsync(AccountError.UserNotFound, async () => await store.ShowUserAsync("bob@example.com"));
        foreach (var name in new[] { "alice", "@example.com", "a:b@example.com", "a b@example.com", "#a@example.com", "a+b@example.com", "a/b@example.com", "a\nb@example.com" })
            await RefusedAsync(AccountError.InvalidName, async () => await store.AddUserAsync(name, default));
        await RefusedAsync(AccountError.DomainNotEmpty, async () => await store.RemoveDomainAsync("example.com"));
        _accounts.Write("example.com/alice/cur/mail", "mail");
        await RefusedAsync(AccountError.DomainNotEmpty, async () => await store.RemoveDomainAsync("example.com", withUsers: true));
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("alice@example.com"));
    }

    [Fact]
    public async Task A_removed_domain_leaves_nothing_and_can_be_added_again()
    {
        await _accounts.AddUserAsync("alice@example.com");
        _accounts.Write("example.com/user_forwards/bob", "b@example.net\n");
        await _accounts.Store.RemoveDomainAsync("example.com", withUsers: true);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_accounts.Root));
        await _accounts.Store.AddDomainAsync("example.com");
        Assert.Empty(await _accounts.Store.ListUsersAsync("example.com"));
    }

    [Fact]
    public async Task Many_programs_that_edit_at_once_lose_no_edit()
    {
        await _accounts.AddUserAsync("seed@example.com");
        using var passwords = new PasswordHash(Options.Create(new PasswordHashOptions { MemoryKiB = 64, Iterations = 1, Parallelism = 1 }));
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            var store = new AccountStore(_accounts.Root, passwords);
            await store.AddUserAsync($"user{i}@example.com", "x"u8.ToArray());
            if (i % 2 == 0)
                await store.SetPasswordAsync($"user{i}@example.com", "y"u8.ToArray());
            if (i % 3 == 0)
                await store.RemoveUserAsync($"user{i}@example.com");
        })));
        Assert.Equal(
            Enumerable.Range(0, 24).Where(i => i % 3 != 0).Select(i => $"user{i}@example.com").Append("seed@example.com").Order(StringComparer.Ordinal),
            (await _accounts.Store.ListUsersAsync("example.com")).Select(user => user.Name.ToString()).Order(StringComparer.Ordinal));
    }

    private static async Task RefusedAsync(AccountError error, Func<Task> change) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<AccountException>(change)).Error);

    private static (uint User, uint Group) OwnerOf(string path)
    {
        Assert.Equal(0, Libc.StatXPath(LinuxConstants.AtCurrentDirectory, path, 0, LinuxConstants.StatXBasic, out var stat));
        return (stat.User, stat.Group);
    }

    private string ReadLatin1() => File.ReadAllText(Path.Combine(_accounts.Root, "example.com", "passwd"), Encoding.Latin1);
}

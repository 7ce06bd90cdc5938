using System.Security.Cryptography;
using System.Text;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class KeyCommandTests
{
    [Fact]
    public async Task Seal_and_open_are_filters_that_refuse_with_an_empty_output()
    {
        using var folder = new ToolFolder();
        Assert.Matches("^made pair key [0-9a-f]{16}\n$", await folder.SucceedAsync(["key", "generate", "--pair", "pair"]));
        Assert.Equal(32, new FileInfo(folder.File("pair.pub")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("pair.key")));
        Assert.Equal(1, (await folder.RunAsync(["key", "generate", "--pair", "pair"])).Exit);
        foreach (var size in (int[])[0, 1, 70_000])
        {
            var plain = RandomNumberGenerator.GetBytes(size);
            var box = await FilterAsync(folder, ["seal", "--key", "pair.pub"], plain);
            Assert.Equal(size + 72, box.Length);
            Assert.Equal(plain, await FilterAsync(folder, ["open", "--key", "pair.key"], box));
            box[^1] ^= 1;
            using var input = new MemoryStream(box);
            var refused = await folder.RunAsync(["open", "--key", "pair.key"], input);
            Assert.NotEqual(0, refused.Exit);
            Assert.Equal("", refused.Output);
            Assert.NotEqual("", refused.Error);
        }
        Assert.Equal(1, (await folder.RunAsync(["open", "--key", "missing.key"])).Exit);
        await File.WriteAllBytesAsync(folder.File("short.key"), new byte[31]);
        Assert.Contains("32 octets", (await folder.RunAsync(["open", "--key", "short.key"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_keys_gets_sealed_mail_and_keeps_his_keys_through_a_new_password()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["user", "add", "carol@example.com", "--encrypt", "--password-stdin"], "first\n");
        var shown = await folder.JsonAsync("key", "show", "carol@example.com");
        Assert.Equal(("keyring", 1), (shown.GetProperty("form").GetString(), shown.GetProperty("docVersion").GetInt32()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("domains/example.com/users/carol/keyring.key")));
        await folder.DeliverAsync("carol@example.com", "Subject: MARKER\n\nbody\n");
        Assert.Equal("", await GrepAsync(folder, "MARKER"));
        var message = await folder.JsonAsync("show", "carol@example.com", "1");
        Assert.Equal(shown.GetProperty("keyId").GetString(), message.GetProperty("sealedFor").GetString());
        Assert.Equal(1, (await folder.RunAsync(["show", "carol@example.com", "1", "--headers"])).Exit);

        var refused = await folder.RunAsync(["user", "passwd", "carol@example.com", "--password-stdin"], "second\nwrong\n");
        Assert.NotEqual(0, refused.Exit);
        refused = await folder.RunAsync(["user", "passwd", "carol@example.com", "--password-stdin"], "second\n");
        Assert.NotEqual(0, refused.Exit);
        await folder.SucceedAsync(["key", "verify", "carol@example.com", "--password-stdin"], "first\n");
        await folder.SucceedAsync(["user", "passwd", "carol@example.com", "--password-stdin"], "second\nfirst\n");
        Assert.NotEqual(0, (await folder.RunAsync(["key", "verify", "carol@example.com", "--password-stdin"], "first\n")).Exit);
        Assert.Contains("active", await folder.SucceedAsync(["key", "verify", "carol@example.com", "--password-stdin"], "second\n"), StringComparison.Ordinal);
        var after = await folder.JsonAsync("key", "show", "carol@example.com");
        Assert.Equal(shown.GetProperty("publicKey").GetString(), after.GetProperty("publicKey").GetString());
        Assert.Equal(1, after.GetProperty("docVersion").GetInt32());

        await folder.SucceedAsync(["key", "rotate", "carol@example.com", "--password-stdin"], "second\n");
        var rotated = await folder.SucceedAsync(["key", "verify", "carol@example.com", "--password-stdin"], "second\n");
        Assert.Contains("rotated", rotated, StringComparison.Ordinal);
        Assert.NotEqual(shown.GetProperty("keyId").GetString(), (await folder.JsonAsync("key", "show", "carol@example.com")).GetProperty("keyId").GetString());
        Assert.Equal(1, (await folder.RunAsync(["key", "generate", "carol@example.com", "--password-stdin"], "second\n")).Exit);
    }

    [Fact]
    public async Task The_organisation_recovers_a_user_who_forgot_his_password()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["key", "generate", "--pair", "org"]);
        folder.Environment["MSGSTORE__Encryption__RecoveryKeys__0"] = folder.File("org.pub");
        await folder.SucceedAsync(["user", "add", "carol@example.com", "--encrypt", "--password-stdin"], "forgotten\n");
        Assert.Equal(2, (await folder.JsonAsync("key", "show", "carol@example.com")).GetProperty("slots").GetArrayLength());
        await folder.SucceedAsync(["key", "generate", "--pair", "other"]);
        Assert.NotEqual(0, (await folder.RunAsync(["key", "recover", "carol@example.com", "--recovery-key", "other.key", "--password-stdin"], "new\n")).Exit);
        await folder.SucceedAsync(["key", "recover", "carol@example.com", "--recovery-key", "org.key", "--password-stdin"], "new\n");
        await folder.SucceedAsync(["key", "verify", "carol@example.com", "--password-stdin"], "new\n");
        await folder.SucceedAsync(["key", "verify", "carol@example.com", "--recovery-key", "org.key"]);
        await folder.SucceedAsync(["key", "rewrap", "carol@example.com", "--password-stdin"], "newer\nnew\n");
        await folder.SucceedAsync(["key", "verify", "carol@example.com", "--password-stdin"], "newer\n");
    }

    [Fact]
    public async Task Old_mail_is_sealed_with_its_flags_and_dates_and_once_only()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["user", "passwd", "alice@example.com", "--password-stdin"], "secret\n");
        foreach (var subject in (string[])["MARKER one", "MARKER two", "MARKER three"])
            await folder.DeliverAsync("alice@example.com", $"Subject: {subject}\n\nbody\n");
        await folder.SucceedAsync(["flag", "alice@example.com", "2", "+flagged"]);
        var before = await folder.JsonAsync("list", "alice@example.com");
        Assert.Equal(1, (await folder.RunAsync(["mailbox", "seal", "alice@example.com"])).Exit);
        await folder.SucceedAsync(["key", "generate", "alice@example.com", "--password-stdin"], "secret\n");
        Assert.Equal("sealed 3, sealed before 0, left alone 0\n", await folder.SucceedAsync(["mailbox", "seal", "alice@example.com"]));
        Assert.Equal("", await GrepAsync(folder, "MARKER"));
        Assert.Equal("sealed 0, sealed before 3, left alone 0\n", await folder.SucceedAsync(["mailbox", "seal", "alice@example.com"]));
        var after = await folder.JsonAsync("list", "alice@example.com");
        foreach (var property in (string[])["size", "date", "flags"])
            Assert.Equal(Values(before, property), Values(after, property));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_told_of_and_those_behind_it_are_sealed()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["MSGSTORE__Store__Type"] = "sqlite";
        await folder.SucceedAsync(["user", "passwd", "alice@example.com", "--password-stdin"], "secret\n");
        foreach (var body in (string[])["one", new string('x', 900_000), "MARKER three"])
            await folder.DeliverAsync("alice@example.com", $"Subject: a letter\n\n{body}\n");
        // Only the large message has a file of its own.
        foreach (var file in Directory.GetFiles(folder.File("mail"), "*", SearchOption.AllDirectories).Where(path => path.Contains("blob", StringComparison.Ordinal)))
            File.Delete(file);
        await folder.SucceedAsync(["key", "generate", "alice@example.com", "--password-stdin"], "secret\n");
        var result = await folder.RunAsync(["mailbox", "seal", "alice@example.com"]);
        Assert.Equal((1, "sealed 2, sealed before 0, left alone 0, unreadable 1\n"), (result.Exit, result.Output));
        Assert.StartsWith("msgstore: alice@example.com/INBOX message 2 cannot be read: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("sealed 0, sealed before 2, left alone 0, unreadable 1\n", (await folder.RunAsync(["mailbox", "seal", "alice@example.com"])).Output);
    }

    [Fact]
    public async Task What_is_imported_into_a_mailbox_with_a_key_is_sealed_and_what_is_sealed_goes_into_no_mbox_file()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["user", "add", "carol@example.com", "--encrypt", "--password-stdin"], "secret\n");
        var mbox = string.Concat(Enumerable.Range(0, 3).Select(i => $"From x@example.org Mon Jan  1 00:00:00 2024\nSubject: MARKER {i}\n\nbody\n\n"));
        await File.WriteAllTextAsync(folder.File("in.mbox"), mbox);
        Assert.StartsWith("3 messages imported", await folder.SucceedAsync(["import", "carol@example.com", "in.mbox", "--create"]), StringComparison.Ordinal);
        Assert.StartsWith("0 messages imported", await folder.SucceedAsync(["import", "carol@example.com", "in.mbox"]), StringComparison.Ordinal);
        Assert.Equal("", await GrepAsync(folder, "MARKER"));
        Assert.Equal("sealed 0, sealed before 3, left alone 0\n", await folder.SucceedAsync(["mailbox", "seal", "carol@example.com"]));
        foreach (var target in (string[])["out.mbox", "-"])
        {
            var refused = await folder.RunAsync(["export", "carol@example.com", target]);
            Assert.Equal((1, ""), (refused.Exit, refused.Output));
            Assert.Contains("3 sealed messages", refused.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(folder.File("out.mbox")));
        await folder.SucceedAsync(["export", "carol@example.com", "out", "--format", "maildir"]);
        Assert.Equal(3, Directory.GetFiles(folder.File("out"), "*,E=*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_mailbox_whose_keys_are_gone_takes_no_plaintext_until_that_is_said_to_be_meant()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["user", "add", "carol@example.com", "--encrypt", "--password-stdin"], "secret\n");
        await folder.DeliverAsync("carol@example.com", "Subject: one\n\nbody\n");
        Assert.Equal(1, (await folder.RunAsync(["mailbox", "plaintext", "carol@example.com"])).Exit);
        Directory.Delete(folder.File("domains/example.com/users/carol"), recursive: true);
        Assert.Equal(75, (await folder.RunAsync(["deliver", "-f", "x@example.org", "-a", "carol@example.com"], "Subject: two\n\nbody\n")).Exit);
        await File.WriteAllTextAsync(folder.File("in.mbox"), "From x@example.org Mon Jan  1 00:00:00 2024\nSubject: three\n\nbody\n\n");
        var refused = await folder.RunAsync(["import", "carol@example.com", "in.mbox"]);
        Assert.Equal(75, refused.Exit);
        Assert.Contains("msgstore mailbox plaintext carol@example.com", refused.Error, StringComparison.Ordinal);
        Assert.Equal("plaintext carol@example.com\n", await folder.SucceedAsync(["mailbox", "plaintext", "carol@example.com"]));
        await folder.DeliverAsync("carol@example.com", "Subject: two\n\nbody\n");
    }

    [Theory]
    [InlineData(64, "key", "generate")]
    [InlineData(64, "key", "generate", "alice@example.com", "--pair", "x")]
    [InlineData(64, "key", "recover", "alice@example.com")]
    [InlineData(64, "seal")]
    [InlineData(1, "key", "show", "alice@example.com")]
    [InlineData(1, "key", "generate", "nobody@example.com")]
    public async Task Mistakes_end_with_a_code_and_no_output(int exit, params string[] args)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var result = await folder.RunAsync(args);
        Assert.Equal((exit, ""), (result.Exit, result.Output));
        Assert.StartsWith("msgstore: ", result.Error, StringComparison.Ordinal);
    }

    private static string[] Values(System.Text.Json.JsonElement list, string property) =>
        [.. list.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty(property).ToString())];

    private static async Task<byte[]> FilterAsync(ToolFolder folder, string[] args, byte[] input)
    {
        using var stdin = new MemoryStream(input);
        using var stdout = new MemoryStream();
        await using (var console = new ToolConsole { Input = stdin, Output = stdout, Error = TextWriter.Null, Environment = folder.Environment, Folder = folder.Root })
            Assert.Equal(0, await Tool.RunAsync("msgstore", args, console));
        return stdout.ToArray();
    }

    private static async Task<string> GrepAsync(ToolFolder folder, string marker)
    {
        foreach (var file in Directory.EnumerateFiles(folder.File("mail"), "*", SearchOption.AllDirectories))
            if ((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(marker)) >= 0)
                return file;
        return "";
    }
}

using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests;

/// <summary>What other programs, other people and old data do to a tree.</summary>
public sealed class SharedTreeTests
{
    [Fact]
    public async Task Foreign_file_with_bare_line_feeds_is_served_with_CRLF_and_its_size_is_what_is_streamed()
    {
        await using var harness = await WithInboxAsync();
        var text = "A: b\n\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => i % 3 == 0 ? $"line {i}\r\n" : $"line {i}\n")) + "\n\r\n\nend";
        await File.WriteAllTextAsync(harness.PathOf("example.com", "bob", "new", "1700000000.foreign.host"), text);
        var expected = Encoding.ASCII.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        await using var session = await harness.OpenAsync();
        var message = Assert.Single(session.Messages);
        Assert.Equal((expected.Length, text.Length), (message.WireSize, message.StoredSize));
        await using var stream = await session.RetrieveAsync(message.Key);
        var whole = new byte[expected.Length];
        await stream.ReadExactlyAsync(whole);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Equal(expected, whole);
        foreach (var position in new[] { 200_000, 5, 65_536, 65_537, 0, expected.Length - 1, 131_072, 70_001 })
        {
            var part = new byte[Math.Min(1000, expected.Length - position)];
            stream.Position = position;
            await stream.ReadExactlyAsync(part);
            Assert.Equal(expected.AsSpan(position, part.Length).ToArray(), part);
        }
    }

    [Fact]
    public async Task Messages_get_their_UIDs_in_the_order_of_their_arrival_whatever_the_clock_said_when_they_were_named()
    {
        await using var harness = await WithInboxAsync();
        var second = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var arrivals = new[] { second.AddMilliseconds(1), second.AddMilliseconds(20), second.AddMilliseconds(999), second.AddMilliseconds(999), second.AddMilliseconds(1001) }
            .Concat(Enumerable.Repeat(second.AddSeconds(2), 12)).ToList();
        foreach (var (arrival, number) in arrivals.Select((arrival, number) => (arrival, number)))
            await harness.DeliverAsync($"Number: {number}\r\n\r\n", arrival);
        await using var session = await harness.OpenAsync();
        foreach (var (message, number) in session.Messages.OrderBy(message => message.Uid).Select((message, number) => (message, number)))
            Assert.Equal($"Number: {number}\r\n\r\n", await session.ReadTextAsync(message.Key));
    }

    [Fact]
    public async Task Folders_and_mailboxes_that_are_links_or_under_names_that_are_none_here_are_left_out_and_can_be_asked_for()
    {
        await using var harness = await WithInboxAsync();
        foreach (var name in (string[])[".a..b", ".bad&", ".INBOX", ".Work"])
            Directory.CreateDirectory(harness.PathOf("example.com", "bob", name, "cur"));
        Directory.CreateDirectory(harness.PathOf("example.com", "bob", ".no..maildir"));
        Directory.CreateDirectory(harness.PathOf("example.com", "no name", "cur"));
        File.CreateSymbolicLink(harness.PathOf("example.com", "bob", ".Linked"), harness.PathOf("example.com", "bob", ".Work"));
        File.CreateSymbolicLink(harness.PathOf("example.com", "rob"), "bob");
        // As Pigeonhole puts them where home and mail are one folder, and editors beside what they edit.
        foreach (var link in (string[])[harness.PathOf("example.com", "bob", ".dovecot.sieve"), harness.PathOf("example.com", ".#file"), harness.PathOf("example.info")])
            File.CreateSymbolicLink(link, "/etc/passwd");
        File.CreateSymbolicLink(harness.PathOf("example.org"), "example.com");
        var store = harness.Backend;
        var bob = MailboxName.Parse("bob@example.com");
        Assert.Equal(["INBOX", "Drafts", "Junk", "Sent", "Trash", "Work"], (await store.GetCapability<IFoldersCapability>()!.ListAsync(bob)).Select(folder => folder.Name.Value));
        var leftOut = store.GetCapability<ILeftOutCapability>()!;
        Assert.Equal([".INBOX", ".Linked", ".a..b", ".bad&"], await leftOut.ListFoldersAsync(bob));
        Assert.Empty(await leftOut.ListFoldersAsync(MailboxName.Parse("nobody@example.com")));
        Assert.Equal(["example.com/no name", "example.com/rob", "example.org"], (await leftOut.ListMailboxesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Log_tells_once_of_a_mailbox_with_folders_that_are_left_out()
    {
        await using var harness = await WithInboxAsync();
        Directory.CreateDirectory(harness.PathOf("example.com", "bob", ".a..b", "cur"));
        var log = new Lines();
        using var backend = new MaildirBackend(new MaildirContext(new Posix.Linux.LinuxFileLayer(), new MaildirOptions { Root = harness.Root }, TimeProvider.System, log));
        for (var i = 0; i < 3; i++)
            await (await backend.OpenAsync(new MailboxPath(MailboxName.Parse("bob@example.com")), MailboxAccess.Shared)).DisposeAsync();
        Assert.Equal(["A mailbox has 1 folders that are links or have names that none can have here; they are left out, and so is their mail. 'msgstore check' names them."], log.All);
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));
    }

    [Fact]
    public async Task Malformed_and_odd_names_never_fail_the_mailbox()
    {
        await using var harness = await WithInboxAsync();
        var cur = harness.PathOf("example.com", "bob", "cur");
        foreach (var name in new[] { "plain", "with space:2,S", "x:1,odd", "line\nbreak", ".hidden", "grüße:2,", new string('n', 250) })
            await File.WriteAllTextAsync(Path.Combine(cur, name), "a: b\r\n\r\n");
        Directory.CreateDirectory(Path.Combine(cur, "directory"));
        File.CreateSymbolicLink(Path.Combine(cur, "link:2,"), "/etc/passwd");
        await using var session = await harness.OpenAsync();
        Assert.Equal(5, session.Messages.Count);
        foreach (var message in session.Messages)
            Assert.Equal("a: b\r\n\r\n", await session.ReadTextAsync(message.Key));
    }

    [Fact]
    public async Task Hard_links_between_users_change_nothing_of_the_one_who_is_linked_to()
    {
        await using var harness = await WithInboxAsync();
        await harness.DeliverAsync("Subject: for bob\r\n\r\nhis\r\n");
        var bob = harness.PathOf("example.com", "bob");
        await File.WriteAllTextAsync(Path.Combine(bob, "maildirsize"), "1000000S,100C\n20 1\n");
        var before = Snapshot(bob);
        var alice = harness.PathOf("example.com", "alice");
        foreach (var (file, _) in before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(alice, file))!);
            using var made = System.Diagnostics.Process.Start("ln", [Path.Combine(bob, file), Path.Combine(alice, file)]);
            await made.WaitForExitAsync();
            Assert.Equal(0, made.ExitCode);
        }
        var aliceName = MailboxName.Parse("alice@example.com");
        var outcome = await harness.DeliverAsync("Subject: for alice\r\n\r\nhers\r\n", DateTimeOffset.FromUnixTimeSeconds(1_700_000_001), aliceName);
        Assert.Equal(DeliveryStatus.Delivered, outcome.Status);
        await using (var session = await harness.Backend.OpenAsync(new MailboxPath(aliceName), MailboxAccess.Exclusive))
        {
            Assert.Equal(2, session.Messages.Count);
            foreach (var message in session.Messages.ToList())
                await session.GetCapability<IFlagsCapability>()!.SetAsync(message.Key, new FlagChange(FlagChangeMode.Add, MessageFlags.Seen | MessageFlags.Flagged, KeywordSet.Create("work")));
            foreach (var message in session.Messages)
                session.Delete(message.Key);
            await session.ExpungeAsync();
        }
        Assert.Equal(before, Snapshot(bob));
        await using var bobs = await harness.OpenAsync();
        Assert.Equal("Subject: for bob\r\n\r\nhis\r\n", await bobs.ReadTextAsync(Assert.Single(bobs.Messages).Key));
    }

    [Fact]
    public async Task Link_in_place_of_a_mailbox_is_not_followed()
    {
        await using var harness = new MaildirHarness();
        var outside = Directory.CreateTempSubdirectory("msgstore-outside-");
        try
        {
            foreach (var name in new[] { "cur", "new", "tmp" })
                outside.CreateSubdirectory(name);
            Directory.CreateDirectory(harness.PathOf("example.com"));
            File.CreateSymbolicLink(harness.PathOf("example.com", "bob"), outside.FullName);
            Assert.Equal(StoreError.Unavailable, await TestMail.FailsAsync(async () => await harness.OpenAsync()));
            Assert.Empty(outside.GetFiles("*", SearchOption.AllDirectories));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Uid_list_of_the_Go_suite_is_migrated()
    {
        await using var harness = await WithInboxAsync();
        var inbox = harness.PathOf("example.com", "bob");
        await File.WriteAllTextAsync(Path.Combine(inbox, "cur", "1700000000.10001aa.host:2,S"), "a: b\r\n\r\n");
        await File.WriteAllTextAsync(Path.Combine(inbox, "new", "1700000001.10002bb.host"), "a: b\r\n\r\n");
        await File.WriteAllTextAsync(Path.Combine(inbox, ".uidlist"), "3 V12345 N42\n7 1700000000.10001aa.host\n");
        await using var session = await harness.OpenAsync();
        Assert.Equal((12345u, 43u), (session.State.UidValidity, session.State.UidNext));
        Assert.Equal([(7u, "1700000000.10001aa.host"), (42u, "1700000001.10002bb.host")], session.Messages.Select(message => (message.Uid, message.Key.Value)));
        Assert.StartsWith("3 V12345 N43", await File.ReadAllTextAsync(Path.Combine(inbox, "dovecot-uidlist")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_index_is_rebuilt_and_lost_uid_list_raises_the_validity()
    {
        await using var harness = await WithInboxAsync();
        await harness.DeliverAsync("a: b\r\n\r\n");
        var inbox = harness.PathOf("example.com", "bob");
        uint validity;
        await using (var session = await harness.OpenAsync())
            validity = session.State.UidValidity;
        var index = await File.ReadAllBytesAsync(Path.Combine(inbox, "msgstore.index"));
        for (var at = 0; at < index.Length; at += 3)
        {
            var damaged = index.ToArray();
            damaged[at] ^= 0x55;
            await File.WriteAllBytesAsync(Path.Combine(inbox, "msgstore.index"), at % 2 == 0 ? damaged : damaged[..at]);
            await using var session = await harness.OpenAsync();
            Assert.Equal((1, 8L, validity), (session.Messages.Count, session.Messages[0].WireSize, session.State.UidValidity));
        }
        File.Delete(Path.Combine(inbox, "dovecot-uidlist"));
        await using var after = await harness.OpenAsync();
        Assert.True(after.State.UidValidity > validity);
    }

    [Fact]
    public async Task Stale_lock_of_a_dead_process_is_overridden()
    {
        await using var harness = await WithInboxAsync();
        await File.WriteAllTextAsync(harness.PathOf("example.com", "bob", "dovecot-uidlist.lock"), $"{int.MaxValue}:{Environment.MachineName}");
        await harness.DeliverAsync("a: b\r\n\r\n");
        await using var session = await harness.OpenAsync();
        Assert.Single(session.Messages);
    }

    [Fact]
    public async Task Files_have_mode_0600_and_directories_0700_and_the_internal_date_as_time()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("a: b\r\n\r\n");
        var file = Assert.Single(Directory.GetFiles(harness.Root, "*,S=*", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        await using var session = await harness.OpenAsync();
        Assert.Equal(session.Messages[0].InternalDate.UtcDateTime, File.GetLastWriteTimeUtc(Directory.GetFiles(harness.Root, "*,S=*", SearchOption.AllDirectories)[0]));
    }

    [Fact]
    public async Task Alias_stands_for_its_folder_where_there_is_none_of_that_name()
    {
        await using var harness = new MaildirHarness(options => options.FolderAliases["Spam"] = "Junk");
        var outcome = await harness.DeliverAsync("a: b\r\n\r\n", new Placement(FolderName.Parse("Spam")));
        Assert.Equal("Junk", outcome.Stored[0].Path.Folder.Value);
    }

    [Fact]
    public async Task Sealed_message_is_marked_in_its_name_and_served_as_it_is()
    {
        await using var harness = await WithInboxAsync();
        await using (var session = await harness.OpenAsync())
        {
            var options = new AppendOptions { Encryption = new EncryptionInfo("x25519-xsalsa20-poly1305", "00ff") };
            await session.GetCapability<IAppendCapability>()!.AppendAsync(MessageContent.FromMemory("\n\0\n"u8.ToArray()), options);
        }
        await using var again = await harness.OpenAsync();
        var message = Assert.Single(again.Messages);
        Assert.Equal("00ff", message.Encryption?.KeyId);
        Assert.Equal("\n\0\n", await again.ReadTextAsync(message.Key));
    }

    /// <summary>Every file of a folder with what it holds.</summary>
    private static List<(string File, string Content)> Snapshot(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file), Convert.ToHexString(File.ReadAllBytes(file))))];

    private static async Task<MaildirHarness> WithInboxAsync()
    {
        var harness = new MaildirHarness();
        await harness.Backend.GetCapability<IMailboxesCapability>()!.CreateAsync(TestMail.Bob);
        return harness;
    }
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Mailboxes;
using MsgStore.Maildir;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Dovecot works on the tree MsgStore delivers to.</summary>
public sealed class DovecotInteropTests : IAsyncLifetime
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-dovecot-").FullName;
    private ServiceProvider? _services;
    private DovecotProcess? _dovecot;

    private string Tree => Path.Combine(_root, "mail");

    private string Inbox => Path.Combine(Tree, "example.com", "alice");

    private DovecotProcess Dovecot => _dovecot ?? throw new InvalidOperationException("Dovecot did not start.");

    private IMessageBackend Backend => _services!.GetRequiredService<IMessageBackend>();

    [Fact]
    public async Task Both_list_the_same_messages_with_the_same_uids_flags_keywords_and_sizes()
    {
        for (var i = 0; i < 3; i++)
            await DeliverAsync($"Subject: {i}\r\n\r\nbody\r\n", Placement.Inbox);
        await DeliverAsync("Subject: flagged\r\n\r\nx\r\n",
            Placement.Inbox with { Flags = MessageFlags.Flagged | MessageFlags.Seen, Keywords = KeywordSet.Create("$Label1", "work") });
        var ours = await ListAsync();
        Assert.Equal(4, ours.Count);
        await AssertSameAsync(ours, opensNoBody: true);

        await Dovecot.DeliverAsync("Subject: from lmtp\r\n\r\none\r\ntwo\r\n");
        await Dovecot.DeliverAsync("Subject: from lmtp again\r\n\r\nthree\r\n");
        var both = await ListAsync();
        Assert.Equal(6, both.Count);
        Assert.Equal(ours.Keys, both.Keys.Take(4));
        await AssertSameAsync(both, opensNoBody: true);

        await Dovecot.AdminAsync("flags", "add", "-u", "alice", "\\Answered work other", "mailbox", "INBOX", "uid", "5");
        var flagged = (await ListAsync())[5];
        Assert.Equal("\\answered other work", flagged.Flags);
        await DeliverAsync("Subject: last\r\n\r\nx\r\n", Placement.Inbox);
        var last = await ListAsync();
        Assert.Equal([1u, 2u, 3u, 4u, 5u, 6u, 7u], last.Keys);
        await AssertSameAsync(last, opensNoBody: false);
    }

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddMsgStore().UseMaildir(options => options.Root = Tree);
        _services = services.BuildServiceProvider();
        File.SetUnixFileMode(_root, (UnixFileMode)0b111_101_101);
        _dovecot = await DovecotProcess.StartAsync(Path.Combine(_root, "dovecot"), "alice", Inbox);
    }

    public async Task DisposeAsync()
    {
        if (_dovecot is not null)
            await _dovecot.DisposeAsync();
        if (_services is not null)
            await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task DeliverAsync(string text, Placement placement)
    {
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [new Recipient(EmailAddress.Parse("alice@example.com")) { Mailbox = Alice, Placements = [placement] }],
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
        var report = await Backend.DeliverAsync(envelope, MessageContent.FromMemory(Encoding.ASCII.GetBytes(text)));
        Assert.True(report.IsServed, report.Worst.Text);
    }

    /// <summary>UID to flags and wire size, as MsgStore sees them; each message is read and has that size.</summary>
    private async Task<SortedDictionary<uint, (string Flags, long Size)>> ListAsync()
    {
        var result = new SortedDictionary<uint, (string, long)>();
        await using var session = await Backend.OpenAsync(new MailboxPath(Alice), MailboxAccess.Shared);
        foreach (var message in session.Messages)
        {
            await using var stream = await session.RetrieveAsync(message.Key);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            Assert.Equal(message.WireSize, copy.Length);
            var flags = Enum.GetValues<MessageFlags>().Where(flag => flag != MessageFlags.None && message.Flags.HasFlag(flag)).Select(flag => "\\" + flag);
            result[message.Uid] = (Normal([.. flags, .. message.Keywords]), message.WireSize);
        }
        return result;
    }

    /// <summary>The same as Dovecot sees them; where it is to open no body, its user may not read any.</summary>
    private async Task AssertSameAsync(SortedDictionary<uint, (string Flags, long Size)> ours, bool opensNoBody)
    {
        await Run.Async("chown", ["-R", "mail:mail", Tree]);
        if (opensNoBody)
            await Run.Async("sh", ["-c", $"chmod 000 {Inbox}/cur/*"]);
        var lines = await Dovecot.FetchAsync("uid flags size.virtual");
        await Run.Async("sh", ["-c", $"chmod 600 {Inbox}/cur/*"]);
        var theirs = lines.ToDictionary(
            fields => uint.Parse(fields[0]),
            fields => (Normal(fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(flag => flag != "\\Recent")), long.Parse(fields[2])));
        Assert.Equal(ours, theirs);
    }

    private static string Normal(IEnumerable<string> flags) => string.Join(' ', flags.Select(flag => flag.ToLowerInvariant()).Order(StringComparer.Ordinal));
}

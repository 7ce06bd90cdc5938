using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>A store on a model disk, with what its user was promised.</summary>
internal sealed class CrashWorld : IDisposable
{
    public static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    public static readonly MailboxPath Inbox = new(Alice);
    private int _sent;

    public CrashWorld(CrashingFileLayer layer, Action<MaildirOptions>? configure = null)
    {
        Layer = layer;
        Configure = configure;
        var options = new MaildirOptions { Root = "/mail", WriterThreads = 1, HostName = "host" };
        configure?.Invoke(options);
        Backend = new MaildirBackend(new MaildirContext(layer, options, TimeProvider.System, NullLogger.Instance));
    }

    public CrashingFileLayer Layer { get; }

    public Action<MaildirOptions>? Configure { get; }

    public MaildirBackend Backend { get; }

    /// <summary>Makes the content of a message from its octets.</summary>
    public Func<byte[], MessageContent> MakeContent { get; set; } = octets => MessageContent.FromMemory(octets);

    /// <summary>Messages that were acknowledged and not removed since, with their text.</summary>
    public Dictionary<(string Folder, MessageKey Key), string> Promised { get; private init; } = [];

    /// <summary>Messages a removal of which was acknowledged.</summary>
    public HashSet<(string Folder, MessageKey Key)> Removed { get; private init; } = [];

    /// <summary>UIDs that were shown.</summary>
    public Dictionary<(string Folder, MessageKey Key), (uint Validity, uint Uid)> Shown { get; private init; } = [];

    /// <summary>Texts that must be in some folder, whichever.</summary>
    public HashSet<string> MovedTexts { get; private init; } = [];

    /// <summary>Every text that was ever offered.</summary>
    public HashSet<string> Texts { get; private init; } = [];

    public async Task<RecipientOutcome> DeliverAsync(params Placement[] placements)
    {
        var text = $"Subject: {Interlocked.Increment(ref _sent)}\r\n\r\n{new string('x', 200)}\r\n";
        Texts.Add(text);
        var recipient = new Recipient(EmailAddress.Parse("alice@example.com")) { Mailbox = Alice, Placements = [.. placements] };
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [recipient],
            ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        };
        var report = await Backend.DeliverAsync(envelope, MakeContent(System.Text.Encoding.ASCII.GetBytes(text)));
        foreach (var stored in report.Outcomes[0].Stored)
            Promised[(stored.Path.Folder.Value, stored.Key)] = text;
        return report.Outcomes[0];
    }

    /// <summary>Opens a folder and remembers what it showed.</summary>
    public async Task<IMailboxSession> OpenAsync(string folder = "INBOX")
    {
        var session = await Backend.OpenAsync(new MailboxPath(Alice, FolderName.Parse(folder)), MailboxAccess.Shared);
        foreach (var message in session.Messages)
            Shown[(folder, message.Key)] = (session.State.UidValidity, message.Uid);
        return session;
    }

    /// <summary>The same promises over the disk as the power cut left it.</summary>
    public CrashWorld Restart(Survival survival, int seed) =>
        new(Layer.Restart(survival, seed), Configure)
        {
            Promised = new(Promised),
            Removed = Removed,
            Shown = new(Shown),
            Texts = Texts,
            MovedTexts = MovedTexts,
            MakeContent = MakeContent,
            _sent = 1000,
        };

    /// <summary>Checks that every promise was kept.</summary>
    public async Task AssertKeptAsync(string what)
    {
        var found = new HashSet<(string, MessageKey)>();
        var texts = new HashSet<string>();
        foreach (var folder in new[] { "INBOX", "Junk", "Trash" })
        {
            await using var session = await Backend.OpenAsync(new MailboxPath(Alice, FolderName.Parse(folder)), MailboxAccess.Shared);
            Assert.Equal(session.Messages.Count, session.Messages.Select(message => message.Uid).Distinct().Count());
            foreach (var message in session.Messages)
            {
                found.Add((folder, message.Key));
                await using var stream = await session.RetrieveAsync(message.Key);
                using var reader = new StreamReader(stream);
                var text = await reader.ReadToEndAsync();
                texts.Add(text);
                Assert.True(Texts.Contains(text), $"{what}: a partial message is visible in {folder}.");
                Assert.True(!Promised.TryGetValue((folder, message.Key), out var promised) || promised == text, $"{what}: {message.Key} has another's text.");
                if (Shown.TryGetValue((folder, message.Key), out var shown))
                    Assert.True(shown == (session.State.UidValidity, message.Uid), $"{what}: UID changed from {shown} to {message.Uid}.");
            }
            AssertNoUidTwice(folder, session, what);
        }
        Assert.True(Promised.Keys.All(found.Contains), $"{what}: an acknowledged message is gone.");
        Assert.True(MovedTexts.IsSubsetOf(texts), $"{what}: a moved message is in no folder.");
        Assert.False(Removed.Any(found.Contains), $"{what}: a removed message is back.");
    }

    public void Dispose() => Backend.Dispose();

    private void AssertNoUidTwice(string folder, IMailboxSession session, string what)
    {
        var present = session.Messages.ToDictionary(message => message.Uid, message => message.Key);
        foreach (var ((shownFolder, key), (validity, uid)) in Shown)
            if (shownFolder == folder && validity == session.State.UidValidity && present.TryGetValue(uid, out var other))
                Assert.True(other == key, $"{what}: UID {uid} was given to another message.");
    }
}

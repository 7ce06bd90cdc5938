using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;
using Xunit;

namespace Applications;

/// <summary>A backend of one's own: a folder for each mailbox, a file for each message. It has INBOX alone and no capability.</summary>
public sealed class EmlBackend(string root) : IMessageBackend
{
    // No UID comes twice, after a restart neither: the clock is ahead of them while there is less than a message a second.
    private uint _lastUid = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var outcomes = ImmutableArray.CreateBuilder<RecipientOutcome>();
        foreach (var recipient in envelope.Recipients)
            outcomes.Add(recipient.Mailbox is { } mailbox
                ? RecipientOutcome.Delivered(recipient.Address, [await StoreAsync(new MailboxPath(mailbox), content, cancellationToken)])
                : RecipientOutcome.Rejected(recipient.Address, new(5, 1, 1), "No such user here"));
        return new DeliveryReport(outcomes.ToImmutable());
    }

    public ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) => path.Folder.IsInbox
        ? ValueTask.FromResult<IMailboxSession>(new EmlSession(path, Files(path)))
        : throw new MsgStoreException(StoreError.FolderNotFound, $"There is no folder {path}.");

    public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new MailboxStat(Files(path).Length, Files(path).Sum(file => file.Length)));

    public T? GetCapability<T>() where T : class => null;

    private async ValueTask<StoredPlacement> StoreAsync(MailboxPath path, MessageContent content, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Directory.CreateDirectory(FolderOf(path)).FullName, $"{Interlocked.Increment(ref _lastUid):D10}.eml");
        await using var source = content.OpenRead();
        await using (var target = new FileStream(file + ".tmp", FileMode.CreateNew))
        {
            await source.CopyToAsync(target, cancellationToken);
            target.Flush(flushToDisk: true);
        }
        File.Move(file + ".tmp", file);
        return new StoredPlacement(path, new MessageKey(Path.GetFileName(file)));
    }

    private FileInfo[] Files(MailboxPath path) => Directory.Exists(FolderOf(path)) && path.Folder.IsInbox
        ? [.. new DirectoryInfo(FolderOf(path)).GetFiles("*.eml").OrderBy(file => file.Name, StringComparer.Ordinal)]
        : [];

    // A mailbox name may hold what a file name may not.
    private string FolderOf(MailboxPath path) => Path.Combine(root, Uri.EscapeDataString(path.Mailbox.ToString()));
}

/// <summary>An opened mailbox: what was there at the open, and what is to be removed of it.</summary>
public sealed class EmlSession(MailboxPath path, FileInfo[] files) : IMailboxSession
{
    private readonly HashSet<MessageKey> _deleted = [];

    public MailboxPath Path => path;

    public MailboxState State => new(UidValidity: 1, UidNext: (Messages is [.., var last] ? last.Uid : 0) + 1, HighestModSeq: 1);

    public IReadOnlyList<MessageInfo> Messages { get; } = [.. files.Select(file => new MessageInfo
    {
        Key = new MessageKey(file.Name),
        Uid = uint.Parse(System.IO.Path.GetFileNameWithoutExtension(file.Name)),
        WireSize = file.Length,
        StoredSize = file.Length,
        InternalDate = file.LastWriteTimeUtc,
    })];

    public ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return ValueTask.FromResult<Stream>(Find(key).OpenRead());
        }
        catch (FileNotFoundException)
        {
            throw new MsgStoreException(StoreError.MessageExpunged, $"Message {key} of {path} was removed.");
        }
    }

    public void Delete(MessageKey key) => _deleted.Add(new MessageKey(Find(key).Name));

    public void Undelete() => _deleted.Clear();

    public ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default)
    {
        MessageKey[] removed = [.. _deleted];
        foreach (var key in removed)
            Find(key).Delete();
        _deleted.Clear();
        return ValueTask.FromResult(new ExpungeResult(removed, []));
    }

    public T? GetCapability<T>() where T : class => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FileInfo Find(MessageKey key) => files.FirstOrDefault(file => file.Name == key.Value)
        ?? throw new MsgStoreException(StoreError.MessageNotFound, $"There is no message {key} in {path}.");
}

public sealed class EmlBackendTests
{
    [Fact]
    public async Task Mail_is_delivered_into_files_and_read_and_removed_over_POP3()
    {
        var root = Directory.CreateTempSubdirectory("eml-").FullName;
        await using (var server = await MailServer.StartAsync(store => store.UseBackend(_ => new EmlBackend(root))))
        {
            await server.SendAsync("one");
            await server.SendAsync("two");
            Assert.Equal(["one", "two"], (await server.FetchAsync(removes: true)).Select(message => message.Subject));
            Assert.Empty(await server.FetchAsync());
            await server.SendAsync("three");
        }
        Assert.Contains("Subject: three\r\n", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(root, "*.eml", SearchOption.AllDirectories))));
        Directory.Delete(root, recursive: true);
    }
}

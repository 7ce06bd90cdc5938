using System.Collections.Concurrent;
using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.InMemory;

/// <summary>Mail in memory: for tests, an application's own tests included. The plainest reading of the contract; everything is gone with the process.</summary>
/// <remarks>Safe for concurrent use. It has every capability.</remarks>
/// <param name="timeProvider">The clock of appends without a date.</param>
public sealed class InMemoryBackend(TimeProvider timeProvider) : IMessageBackend
{
    private readonly ConcurrentDictionary<MailboxName, InMemoryMailbox> _mailboxes = new();

    /// <summary>Folders a new mailbox has beside INBOX.</summary>
    public static ImmutableArray<KeyValuePair<FolderName, SpecialUse>> DefaultFolders { get; } =
    [
        new(FolderName.Parse("Drafts"), SpecialUse.Drafts),
        new(FolderName.Parse("Junk"), SpecialUse.Junk),
        new(FolderName.Parse("Sent"), SpecialUse.Sent),
        new(FolderName.Parse("Trash"), SpecialUse.Trash),
    ];

    internal InMemoryChanges Changes { get; } = new();

    internal TimeProvider TimeProvider { get; } = timeProvider;

    internal ConcurrentDictionary<MailboxName, InMemoryMailbox> Mailboxes => _mailboxes;

    /// <inheritdoc/>
    public ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mailbox = path.Folder.IsInbox ? GetOrCreate(path.Mailbox) : Find(path.Mailbox)
            ?? throw new MsgStoreException(StoreError.FolderNotFound, $"There is no folder {path}.");
        return ValueTask.FromResult<IMailboxSession>(new InMemorySession(this, mailbox, path, access));
    }

    /// <inheritdoc/>
    public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default)
    {
        if (Find(path.Mailbox) is not { } mailbox)
            return ValueTask.FromResult(default(MailboxStat));
        lock (mailbox.Lock)
        {
            var folder = mailbox.Find(path.Folder);
            return ValueTask.FromResult(folder is null
                ? default
                : new MailboxStat(folder.Messages.Count, folder.Messages.Values.Sum(message => message.Info.WireSize)));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (envelope.Encryption is null)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        var octets = await ReadAsync(content, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return new DeliveryReport([.. envelope.Recipients.Select(recipient => Deliver(envelope, recipient, octets, content.WireSize))]);
    }

    /// <inheritdoc/>
    public T? GetCapability<T>() where T : class => new InMemoryStoreVerbs(this) as T;

    internal static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var octets = new byte[content.Length];
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            await stream.ReadExactlyAsync(octets, cancellationToken).ConfigureAwait(false);
        return octets;
    }

    internal InMemoryMailbox? Find(MailboxName name) => _mailboxes.GetValueOrDefault(name);

    internal InMemoryMailbox GetOrCreate(MailboxName name) => _mailboxes.GetOrAdd(name, _ => new InMemoryMailbox(DefaultFolders));

    private RecipientOutcome Deliver(Envelope envelope, Recipient recipient, ReadOnlyMemory<byte> octets, long wireSize)
    {
        if (recipient.Mailbox is not { } name)
            return RecipientOutcome.Rejected(recipient.Address, new(5, 1, 1), "No such user here");
        var mailbox = GetOrCreate(name);
        ImmutableArray<Placement> placements = recipient.Placements.IsEmpty ? [Placement.Inbox] : recipient.Placements;
        lock (mailbox.Lock)
        {
            if (!FitsQuota(mailbox, octets.Length, placements.Length))
                return new MsgStoreException(StoreError.OverQuota, $"{name} is over quota.").ToOutcome(recipient.Address);
            return RecipientOutcome.Delivered(recipient.Address,
                [.. placements.Select(placement => Store(mailbox, name, placement, envelope, octets, wireSize))]);
        }
    }

    private StoredPlacement Store(
        InMemoryMailbox mailbox, MailboxName name, Placement placement, Envelope envelope, ReadOnlyMemory<byte> octets, long wireSize)
    {
        var path = new MailboxPath(name, Resolve(mailbox, placement));
        var message = mailbox.Get(path.Folder).Add(octets, new MessageInfo
        {
            Key = default,
            Uid = 0,
            WireSize = wireSize,
            StoredSize = octets.Length,
            Flags = placement.Flags,
            Keywords = placement.Keywords,
            InternalDate = WholeSeconds(envelope.ReceivedAt),
            Encryption = envelope.Encryption,
        });
        Changes.Publish(new MailboxChange(MailboxChangeKind.MessageAdded, path, message.Info.Key));
        return new StoredPlacement(path, message.Info.Key);
    }

    private static FolderName Resolve(InMemoryMailbox mailbox, Placement placement)
    {
        if (placement.SpecialUse is { } use && mailbox.FindSpecialUse(use, placement.Folder) is { } special)
            return special;
        if (mailbox.Find(placement.Folder) is not null)
            return placement.Folder;
        if (!placement.Create)
            return FolderName.Inbox;
        mailbox.Create(placement.Folder, placement.SpecialUse);
        return placement.Folder;
    }

    internal static bool FitsQuota(InMemoryMailbox mailbox, long octets, int copies)
    {
        var quota = mailbox.Quota;
        return !(quota.UsedOctets + (octets * copies) > quota.LimitOctets) && !(quota.UsedMessages + copies > quota.LimitMessages);
    }

    internal static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

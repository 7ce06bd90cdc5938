using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sieve.Evaluation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>What scripts can ask at delivery: the owner's folders and annotations as far as the store has them, the memory, the transaction.</summary>
internal sealed class StoreEnvironment(Envelope envelope, MailboxName owner, SieveDeliveryParts parts) : SieveEnvironment
{
    private IReadOnlyList<FolderInfo>? _folders;

    public override TimeProvider Time => parts.Time;

    public override ImmutableArray<string> OwnAddresses => [owner.ToString()];

    public override SpamVerdict? Spam => envelope.Spam;

    public override async ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken = default) =>
        FolderName.TryParse(mailbox, out var folder)
        && (folder.IsInbox || (await ListAsync(cancellationToken).ConfigureAwait(false)).Any(known => known.Name == folder));

    public override async ValueTask<string?> GetMetadataAsync(string? mailbox, string annotation, CancellationToken cancellationToken = default)
    {
        // The server's own annotations (RFC 5490 §4) are in no store; those of a mailbox are.
        if (mailbox is null)
            return parts.Options.ServerAnnotations.TryGetValue(annotation, out var ofServer) ? ofServer : null;
        if (!FolderName.TryParse(mailbox, out var folder) || parts.Store().GetCapability<IMetadataCapability>() is not { } metadata)
            return null;
        try
        {
            var entries = await metadata.GetAsync(owner, folder, cancellationToken).ConfigureAwait(false);
            return entries.GetValueOrDefault(annotation);
        }
        catch (MsgStoreException e) when (e.Error is StoreError.FolderNotFound or StoreError.MailboxNotFound)
        {
            return null;
        }
    }

    public override async ValueTask<string?> FindSpecialUseAsync(string? mailbox, string specialUse, CancellationToken cancellationToken = default)
    {
        if (PlacementMaker.SpecialUseOf(specialUse) is not { } use)
            return null;
        var folders = await ListAsync(cancellationToken).ConfigureAwait(false);
        return folders.FirstOrDefault(known => known.SpecialUse == use && (mailbox is null || (FolderName.TryParse(mailbox, out var asked) && known.Name == asked)))?.Name.Value;
    }

    public override ValueTask<bool> IsDuplicateAsync(SieveDuplicateEntry entry, CancellationToken cancellationToken = default) =>
        parts.Memory.ContainsAsync(owner, MemoryKeys.Duplicate(entry), cancellationToken);

    public override ValueTask<SieveListAnswer?> FindInListAsync(string list, string value, CancellationToken cancellationToken = default) =>
        parts.Lists.FindAsync(owner, list, value, cancellationToken);

    public override ValueTask<string?> GetItemAsync(string name, CancellationToken cancellationToken = default) => new(name switch
    {
        "domain" => owner.Domain,
        "host" => parts.Options.ServerName,
        "remote-host" => envelope.ClientHostname.Length > 0 ? envelope.ClientHostname : null,
        "remote-ip" => envelope.ClientIP?.ToString(),
        _ => null,
    });

    // A script may ask for many folders; they are listed once for a message.
    private async ValueTask<IReadOnlyList<FolderInfo>> ListAsync(CancellationToken cancellationToken) =>
        _folders ??= parts.Store().GetCapability<IFoldersCapability>() is { } folders ? await folders.ListAsync(owner, cancellationToken).ConfigureAwait(false) : [];
}

using System.Collections.Immutable;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Evaluation;

/// <summary>An environment in which nothing is there but INBOX and the clock.</summary>
public class SieveEnvironment : ISieveEnvironment
{
    /// <inheritdoc/>
    public virtual TimeProvider Time => TimeProvider.System;

    /// <inheritdoc/>
    public virtual ImmutableArray<string> OwnAddresses => [];

    /// <inheritdoc/>
    public virtual SpamVerdict? Spam => null;

    /// <inheritdoc/>
    public virtual int? VirusValue => null;

    /// <inheritdoc/>
    public virtual ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken = default) =>
        new(mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public virtual ValueTask<string?> GetMetadataAsync(string? mailbox, string annotation, CancellationToken cancellationToken = default) => new((string?)null);

    /// <inheritdoc/>
    public virtual ValueTask<string?> FindSpecialUseAsync(string? mailbox, string specialUse, CancellationToken cancellationToken = default) => new((string?)null);

    /// <inheritdoc/>
    public virtual ValueTask<string?> FindMailboxIdAsync(string mailboxId, CancellationToken cancellationToken = default) => new((string?)null);

    /// <inheritdoc/>
    public virtual ValueTask<bool> IsDuplicateAsync(SieveDuplicateEntry entry, CancellationToken cancellationToken = default) => new(false);

    /// <inheritdoc/>
    public virtual ValueTask<SieveListAnswer?> FindInListAsync(string list, string value, CancellationToken cancellationToken = default) => new((SieveListAnswer?)null);

    /// <inheritdoc/>
    public virtual ValueTask<string?> GetItemAsync(string name, CancellationToken cancellationToken = default) => new((string?)null);

    /// <inheritdoc/>
    public virtual ValueTask<string?> GetNotifyOnlineAsync(string method, CancellationToken cancellationToken = default) =>
        new(method.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? "maybe" : null);
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>
/// Remembers which mailboxes have held sealed mail, beside their mail as an annotation: a key that is lost must not turn what comes next into
/// plaintext without a word.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class SealedMailboxes
{
    /// <summary>The annotation (RFC 5464 §6.2.1: names of a vendor's own).</summary>
    internal const string Entry = "/shared/vendor/msgstore/sealed";

    /// <summary>Its value where mail was sealed.</summary>
    internal const string Yes = "yes";

    /// <summary>Its value where an operator let the mailbox go on in plaintext.</summary>
    internal const string No = "no";

    private const int MaxLookedAt = 100_000;

    // Looked for with every delivery, and changed by hand or by the first sealed message: what was read a moment ago will do.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<MailboxName, bool> _lookedAt = new();
    private readonly ConcurrentDictionary<MailboxName, (string? Value, long ReadAt)> _read = new();
    private readonly IMessageStore _store;
    private readonly IMetadataCapability? _metadata;
    private readonly bool _allowsPlaintext;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Remembers in a store.</summary>
    /// <param name="store">The store itself, not as a user sees it. Where it keeps no annotations, sealed messages in INBOX are all there is to go by.</param>
    /// <param name="allowsPlaintext">Whether such a mailbox takes plaintext, with a warning (<see cref="EncryptionOptions.AllowPlaintextWhereSealed"/>).</param>
    /// <param name="logger">The log; <see langword="null"/> for none.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    public SealedMailboxes(IMessageStore store, bool allowsPlaintext = false, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _metadata = store.GetCapability<IMetadataCapability>();
        _allowsPlaintext = allowsPlaintext;
        _logger = logger ?? NullLogger.Instance;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Whether the mailbox is known to have held sealed mail, and was not let go on in plaintext.</summary>
    /// <exception cref="MsgStoreException">The store's.</exception>
    public async ValueTask<bool> ContainsAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        await ReadAsync(mailbox, cancellationToken).ConfigureAwait(false) == Yes;

    /// <summary>Remembers, durably; called before the first sealed message is stored.</summary>
    /// <exception cref="MsgStoreException">The store's.</exception>
    public async ValueTask AddAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        if (_metadata is not null && !await ContainsAsync(mailbox, cancellationToken).ConfigureAwait(false))
            await SetAsync(_metadata, mailbox, Yes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asked before plaintext is stored in a mailbox without a key. Says so in the log where it has held sealed mail.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable: it takes none. Otherwise the store's.</exception>
    public async ValueTask RequirePlaintextAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        var known = await ReadRecentlyAsync(mailbox, cancellationToken).ConfigureAwait(false);
        // Before mail is refused it is looked whether an operator has just allowed it.
        if (known == Yes)
            known = await ReadAsync(mailbox, cancellationToken).ConfigureAwait(false);
        if (known == No || (known != Yes && !await HoldsSealedAsync(mailbox, cancellationToken).ConfigureAwait(false)))
            return;
        if (_allowsPlaintext)
        {
            Log.PlaintextWhereSealed(_logger, mailbox);
            return;
        }
        Log.PlaintextRefused(_logger, mailbox);
        throw new MsgStoreException(StoreError.KeyUnavailable,
            $"{mailbox} has held sealed mail and has no key any more. Put its key files back, give it new ones, or say that plaintext is meant with 'msgstore mailbox plaintext {mailbox}'.");
    }

    /// <summary>Lets a mailbox that has held sealed mail and has no key any more go on in plaintext, until mail is sealed for it again.</summary>
    /// <exception cref="MsgStoreException">Unavailable, not transient: the store keeps no annotations. Otherwise the store's.</exception>
    public async ValueTask AllowPlaintextAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        if (_metadata is null)
            throw new MsgStoreException(StoreError.Unavailable, "This kind of store keeps no annotations, so that it cannot remember this; Encryption:AllowPlaintextWhereSealed says it for all mailboxes.") { IsTransient = false };
        await SetAsync(_metadata, mailbox, No, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetAsync(IMetadataCapability metadata, MailboxName mailbox, string value, CancellationToken cancellationToken)
    {
        await metadata.SetAsync(mailbox, null, Entry, value, cancellationToken).ConfigureAwait(false);
        Remember(mailbox, value, _time.GetTimestamp());
    }

    private async ValueTask<string?> ReadRecentlyAsync(MailboxName mailbox, CancellationToken cancellationToken) =>
        _read.TryGetValue(mailbox, out var read) && _time.GetElapsedTime(read.ReadAt) < Remembered
            ? read.Value : await ReadAsync(mailbox, cancellationToken).ConfigureAwait(false);

    private async ValueTask<string?> ReadAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        if (_metadata is null)
            return null;
        var askedAt = _time.GetTimestamp();
        var value = (await _metadata.GetAsync(mailbox, null, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(Entry);
        Remember(mailbox, value, askedAt);
        return value;
    }

    // Not over what was set meanwhile.
    private void Remember(MailboxName mailbox, string? value, long at)
    {
        if (_read.Count >= MaxLookedAt)
            _read.Clear();
        _read.AddOrUpdate(mailbox, (value, at), (_, known) => known.ReadAt > at ? known : (value, at));
    }

    /// <summary>Mail that was sealed before anybody remembered it: looked for once in a process.</summary>
    private async ValueTask<bool> HoldsSealedAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        if (_lookedAt.TryGetValue(mailbox, out var found))
            return found;
        try
        {
            if (await _store.StatAsync(new MailboxPath(mailbox), cancellationToken).ConfigureAwait(false) is { Count: > 0 })
            {
                var session = await _store.OpenAsync(new MailboxPath(mailbox), MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
                await using (session.ConfigureAwait(false))
                    found = session.Messages.Any(message => message.Encryption is not null);
            }
        }
        catch (MsgStoreException)
        {
            // What cannot be listed now says nothing, and is looked at again with the next message.
            return false;
        }
        if (found)
            await AddAsync(mailbox, cancellationToken).ConfigureAwait(false);
        if (_lookedAt.Count >= MaxLookedAt)
            _lookedAt.Clear();
        _lookedAt[mailbox] = found;
        return found;
    }
}

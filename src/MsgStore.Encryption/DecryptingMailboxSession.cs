using System.Collections;
using MsgStore.Accounts;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>A folder whose sealed messages are opened with the user's keys. Sizes come from what the store knows; no message is opened to be listed.</summary>
/// <remarks>Messages of a shared tree that do not say whether they are sealed are tried once, when the folder is opened, and remembered.</remarks>
internal sealed class DecryptingMailboxSession : DelegatingMailboxSession
{
    private readonly KeyRing? _keys;
    private readonly OpeningServices _services;
    private readonly DecryptingSessionVerbs _verbs;
    private Dictionary<MessageKey, int>? _positions;

    public DecryptingMailboxSession(IMessageStore store, IMailboxSession inner, KeyRing? keys, SealedMailboxes mailboxes, OpeningServices services)
        : base(inner)
    {
        _keys = keys;
        _services = services;
        _verbs = new DecryptingSessionVerbs(store, inner, this, mailboxes, services.Buffers);
    }

    public override IReadOnlyList<MessageInfo> Messages => new View(this, Inner.Messages);

    /// <summary>Tries the messages that do not say whether they are sealed.</summary>
    public async ValueTask ExamineAsync(CancellationToken cancellationToken)
    {
        if (_keys is null || Inner.GetCapability<IStoredOctetsCapability>() is not { } stored)
            return;
        foreach (var message in Inner.Messages)
            if (message.Encryption is null && !_services.Verdicts.TryGet(Path, message, out _))
                await TryExamineAsync(stored, message, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default)
    {
        var message = Find(key);
        if (message is { Encryption: { } encryption })
            return await OpenAsync(key, encryption, cancellationToken).ConfigureAwait(false);
        if (message is null || _keys is null || Inner.GetCapability<IStoredOctetsCapability>() is not { } stored)
            return await Inner.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
        if (!_services.Verdicts.TryGet(Path, message, out var verdict))
            verdict = await new Examiner(_keys, stored).ExamineAsync(message, cancellationToken).ConfigureAwait(false);
        return verdict.Encryption is null
            ? await Inner.RetrieveAsync(key, cancellationToken).ConfigureAwait(false)
            : await OpenUnmarkedAsync(stored, key, verdict, cancellationToken).ConfigureAwait(false);
    }

    public override T? GetCapability<T>() where T : class
    {
        if (typeof(T) == typeof(IUidExpungeCapability))
            return Inner.GetCapability<T>();
        // Each verb that carries content or sizes is this layer's own, and there only where the store has it.
        var isKnown = typeof(T) == typeof(IFlagsCapability) || typeof(T) == typeof(IAppendCapability) || typeof(T) == typeof(ICopyCapability)
            || typeof(T) == typeof(IPartialReadCapability) || typeof(T) == typeof(IRefreshCapability);
        return isKnown && Inner.GetCapability<T>() is not null ? _verbs as T : null;
    }

    public override async ValueTask DisposeAsync()
    {
        await _verbs.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A message as the store knows it; <see langword="null"/> where the key names none.</summary>
    internal MessageInfo? Find(MessageKey key)
    {
        if (_positions is null)
        {
            _positions = new Dictionary<MessageKey, int>(Inner.Messages.Count);
            for (var i = 0; i < Inner.Messages.Count; i++)
                _positions[Inner.Messages[i].Key] = i;
        }
        return _positions.TryGetValue(key, out var position) ? Inner.Messages[position] : null;
    }

    /// <summary>Forgets what was known of the snapshot that a refresh replaced.</summary>
    internal void Refreshed() => _positions = null;

    /// <summary>A message as the user sees it.</summary>
    internal MessageInfo Show(MessageInfo message)
    {
        if (message.Encryption is not null)
            return message with { WireSize = Box.PlaintextLength(message.StoredSize) };
        return _keys is not null && _services.Verdicts.TryGet(Path, message, out var verdict) && verdict.Encryption is not null
            ? message with { WireSize = verdict.WireSize, Encryption = verdict.Encryption }
            : message;
    }

    /// <summary>The key that what is put into the mailbox is sealed for; <see langword="null"/> for a plaintext mailbox.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable.</exception>
    internal async ValueTask<PublicKey?> FindKeyAsync(CancellationToken cancellationToken) =>
        await _services.Keys.GetPublicKeyAsync(Path.Mailbox, cancellationToken).ConfigureAwait(false) ?? _keys?.Current;

    private async ValueTask<Stream> OpenAsync(MessageKey key, EncryptionInfo encryption, CancellationToken cancellationToken)
    {
        if (encryption.Algorithm != Box.Algorithm)
            throw new MsgStoreException(StoreError.DecryptionFailed, $"The message is sealed with {encryption.Algorithm}, which nobody here knows.");
        if (_keys is null)
            throw new MsgStoreException(StoreError.DecryptionFailed, "The message is sealed, and the login unlocked no keys.");
        var box = await Inner.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(box, encryption.KeyId, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Stream> OpenUnmarkedAsync(IStoredOctetsCapability stored, MessageKey key, Verdict verdict, CancellationToken cancellationToken)
    {
        var box = await stored.OpenStoredAsync(key, cancellationToken).ConfigureAwait(false);
        var content = await OpenAsync(box, verdict.Encryption!.KeyId, cancellationToken).ConfigureAwait(false); // Asked for sealed messages only.
        return verdict.WireSize == verdict.PlaintextSize ? content : new CrLfStream(content, verdict.WireSize);
    }

    private async ValueTask<Stream> OpenAsync(Stream box, string keyId, CancellationToken cancellationToken)
    {
        try
        {
            // Null only where the caller has no keys, which was asked before.
            return await BoxOpener.OpenAsync(box, _keys!, keyId, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e) when (e.Error == StoreError.DecryptionFailed)
        {
            Log.OpeningFailed(_services.Logger);
            throw;
        }
    }

    private async ValueTask TryExamineAsync(IStoredOctetsCapability stored, MessageInfo message, CancellationToken cancellationToken)
    {
        try
        {
            // Asked only with keys.
            _services.Verdicts.Set(Path, message, await new Examiner(_keys!, stored).ExamineAsync(message, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is MsgStoreException or IOException)
        {
            // One that is gone or cannot be read must not hide the rest; whoever retrieves it meets the same trouble.
        }
    }

    private sealed class View(DecryptingMailboxSession session, IReadOnlyList<MessageInfo> messages) : IReadOnlyList<MessageInfo>
    {
        public int Count => messages.Count;

        public MessageInfo this[int index] => session.Show(messages[index]);

        public IEnumerator<MessageInfo> GetEnumerator() => messages.Select(session.Show).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

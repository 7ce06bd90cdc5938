using MsgStore.Accounts;
using MsgStore.Cli.Output;
using MsgStore.Content;
using MsgStore.Encryption;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Cli.Mbox;

/// <summary>Stores messages in batches.</summary>
/// <param name="session">The folder.</param>
/// <param name="key">The key of the mailbox, which messages that are not sealed are sealed for; <see langword="null"/> for a plaintext mailbox.</param>
/// <param name="mailboxes">Remembers which mailboxes have held sealed mail; <see langword="null"/> where nobody has a key.</param>
/// <param name="buffers">Holds what is sealed.</param>
/// <param name="bar">Shows how far it is.</param>
/// <param name="unreadable">Takes the messages that are left out.</param>
internal sealed class FolderImport(
    IMailboxSession session, PublicKey? key, SealedMailboxes? mailboxes, ContentBufferFactory buffers, ProgressBar bar, Unreadable unreadable) : IDisposable
{
    private const int BatchMessages = 200;
    private const long BatchOctets = 32 * 1024 * 1024;

    private readonly IImportCapability _import = session.GetCapability<IImportCapability>()
        ?? throw new ToolException(ExitCode.Refused, "This kind of store takes no imports.");
    private readonly HashSet<MessageKey> _there = [.. session.Messages.Select(message => message.Key)];
    private readonly List<ImportedMessage> _batch = [];
    private readonly List<IDisposable> _held = [];
    private long _octets;

    /// <summary>Messages stored.</summary>
    public int Imported { get; private set; }

    /// <summary>Messages that were there already.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="holder">What its content lives in; disposed when it is stored.</param>
    /// <param name="cancellationToken">Ends it before the next batch.</param>
    public async ValueTask AddAsync(ImportedMessage message, IDisposable? holder, CancellationToken cancellationToken)
    {
        if (holder is not null)
            _held.Add(holder);
        if (message.Key is { } key && !_there.Add(key))
            PassedOver++;
        else
        {
            _batch.Add(message);
            _octets += message.Content.Length;
        }
        if (_batch.Count >= BatchMessages || _held.Count >= BatchMessages || _octets >= BatchOctets)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what is held.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (mailboxes is not null && _batch.Count > 0)
            await RememberAsync(mailboxes, cancellationToken).ConfigureAwait(false);
        Imported += await StoreAsync(_batch, cancellationToken).ConfigureAwait(false);
        _batch.Clear();
        _octets = 0;
        Dispose();
        bar.Show($"imported  {session.Path}", Imported + PassedOver, 0);
    }

    public void Dispose()
    {
        foreach (var holder in _held)
            holder.Dispose();
        _held.Clear();
    }

    /// <summary>Stores messages at once, or one by one where one of them cannot be read.</summary>
    /// <returns>How many are stored.</returns>
    private async ValueTask<int> StoreAsync(List<ImportedMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return 0;
        if (messages.Count == 1 || key is null)
            try
            {
                if (key is null)
                    await _import.ImportAsync(messages, cancellationToken).ConfigureAwait(false);
                else
                    await StoreSealedAsync(messages[0], key, cancellationToken).ConfigureAwait(false);
                return messages.Count;
            }
            catch (Exception exception) when (exception is IOException or MsgStoreException { Error: StoreError.Corrupt or StoreError.MessageExpunged })
            {
                if (messages.Count == 1)
                {
                    unreadable.Add(session.Path, uid: null, exception);
                    return 0;
                }
            }
        var stored = 0;
        foreach (var message in messages)
            stored += await StoreAsync([message], cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <summary>What is sealed here passes no pipeline, which would remember it, or ask before it stores plaintext.</summary>
    private async ValueTask RememberAsync(SealedMailboxes known, CancellationToken cancellationToken)
    {
        if (key is null && _batch.Exists(message => message.Options.Encryption is null))
            await known.RequirePlaintextAsync(session.Path.Mailbox, cancellationToken).ConfigureAwait(false);
        if (key is not null || _batch.Exists(message => message.Options.Encryption is not null))
            await known.AddAsync(session.Path.Mailbox, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask StoreSealedAsync(ImportedMessage message, PublicKey recipient, CancellationToken cancellationToken)
    {
        if (message.Options.Encryption is not null)
            await _import.ImportAsync([message], cancellationToken).ConfigureAwait(false);
        else
            await SealedMessages.SealAsync(await message.Content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false), recipient, buffers, async (box, token) =>
            {
                var options = message.Options with { Encryption = SealedMessages.Describe(recipient) };
                await _import.ImportAsync([message with { Content = box, Options = options }], token).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
    }
}

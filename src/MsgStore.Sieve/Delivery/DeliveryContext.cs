using System.Security.Cryptography;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>One message on its way through the scripts of its recipients.</summary>
internal sealed class DeliveryContext(Envelope envelope, MessageContent content)
{
    private string? _identity;

    public Envelope Envelope { get; } = envelope;

    public MessageContent Content { get; } = content;

    public SieveMessage Message { get; } = SieveMessage.FromContent(content);

    public ValueTask<MimeHeader> GetHeaderAsync(CancellationToken cancellationToken) => Message.GetHeaderAsync(cancellationToken);

    /// <summary>The same for each repetition of a transaction: the key of what came from this host itself, else the hash of the octets as received, where somebody made it.</summary>
    public async ValueTask<string> GetIdentityAsync(CancellationToken cancellationToken)
    {
        if (_identity is not null)
            return _identity;
        // A message that another owner's script sent on bears the trace of its transaction, which differs each time.
        if (Envelope.IdempotencyKey is { } key)
            return _identity = key;
        if (!Envelope.ContentSha256.IsDefaultOrEmpty)
            return _identity = Convert.ToHexString(Envelope.ContentSha256.AsSpan());
        var stream = Content.OpenRead();
        await using (stream.ConfigureAwait(false))
            return _identity = Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}

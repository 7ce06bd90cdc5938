using MsgStore.Delivery;

namespace MsgStore.Queue.Dkim;

/// <summary>Signs what leaves this host for the first time; mail that only passes through (forwards, Sieve redirects) is not ours to vouch for.</summary>
internal sealed class DkimSigningOutboundAgent(IOutboundAgent inner, DkimSigner signer) : IOutboundAgent
{
    /// <inheritdoc/>
    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        // Who made the envelope may have known nothing of the mark: a client that did not log in is a stranger.
        var isOurs = envelope is { Encryption: null, IsRelayed: false } && (envelope.AuthenticatedUser is not null || envelope.ClientIP is null);
        // What is signed is what goes out.
        if (isOurs)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        var signed = isOurs ? content.WithPrefix(await signer.SignAsync(content, cancellationToken).ConfigureAwait(false)) : content;
        return await inner.DeliverAsync(envelope, signed, cancellationToken).ConfigureAwait(false);
    }
}

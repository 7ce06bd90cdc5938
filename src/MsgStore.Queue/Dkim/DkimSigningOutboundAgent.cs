using MsgStore.Delivery;

namespace MsgStore.Queue.Dkim;

/// <summary>Signs what leaves this host for the first time; mail that only passes through (forwards, Sieve redirects) is not ours to vouch for.</summary>
internal sealed class DkimSigningOutboundAgent(IOutboundAgent inner, DkimSigner signer) : IOutboundAgent
{
    /// <inheritdoc/>
    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var isOurs = envelope.Encryption is null && !envelope.IsRelayed;
        // What is signed is what goes out.
        if (isOurs)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        var signed = isOurs ? content.WithPrefix(await signer.SignAsync(content, cancellationToken).ConfigureAwait(false)) : content;
        return await inner.DeliverAsync(envelope, signed, cancellationToken).ConfigureAwait(false);
    }
}

using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;

namespace MsgStore.Encryption;

/// <summary>Seals bodies as boxes for the host's own key.</summary>
internal sealed class HostBodyCipher(KeyRing key) : IBodyCipher
{
    public ValueTask<MessageContent> SealAsync(MessageContent content, ContentBuffer buffer, CancellationToken cancellationToken) =>
        BoxSealer.SealAsync(content, key.Current, buffer, cancellationToken);

    public MessageContent Open(MessageContent content) => new OpenedContent(content, key);

    public void Dispose() => ((IDisposable)key).Dispose();

    private sealed class OpenedContent(MessageContent box, KeyRing key) : MessageContent
    {
        public override long Length => Box.PlaintextLength(box.Length);

        // The box lies in memory or in a file of this machine: nothing here waits for anybody.
        public override Stream OpenRead() => BoxOpener.OpenAsync(box.OpenRead(), key, key.Current.KeyId, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}

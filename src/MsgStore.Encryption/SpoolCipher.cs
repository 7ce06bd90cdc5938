using Microsoft.Extensions.Logging;
using MsgStore.Content;
using MsgStore.Encryption.Boxes;

namespace MsgStore.Encryption;

/// <summary>Seals spool files with a key made at the start of the process, which nothing but its locked memory ever holds.</summary>
internal sealed class SpoolCipher(ILogger logger) : ISpoolCipher, IDisposable
{
    private readonly SecretMemory _key = SecretMemory.CreateRandom(Box.KeyOctets, logger);

    public void Apply(Span<byte> octets, long position, ReadOnlySpan<byte> nonce)
    {
        using var key = _key.Borrow();
        Keystream.Apply(octets, position, nonce, key.Octets);
    }

    public void Dispose() => _key.Dispose();
}

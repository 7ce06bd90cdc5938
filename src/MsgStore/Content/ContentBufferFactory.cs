using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Content;

/// <summary>Makes content buffers. Safe for concurrent use.</summary>
public sealed class ContentBufferFactory
{
    private readonly ContentBufferOptions _options;
    private readonly SpoolPlace _place;
    private readonly ISpoolCipher? _cipher;

    /// <summary>Makes a factory.</summary>
    /// <param name="options">Where and how much.</param>
    public ContentBufferFactory(IOptions<ContentBufferOptions> options)
        : this(options, cipher: null, logger: null)
    {
    }

    internal ContentBufferFactory(IOptions<ContentBufferOptions> options, ISpoolCipher? cipher, ILogger? logger = null)
    {
        _options = options.Value;
        _place = new SpoolPlace(_options, logger);
        _cipher = cipher;
    }

    /// <summary>Makes an empty buffer and reserves space where the size is known.</summary>
    /// <param name="expectedSize">Octets to come, as SIZE declared them (RFC 1870); <see langword="null"/> if unknown. More or fewer may come.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull: the space is not there.</exception>
    public ContentBuffer Create(long? expectedSize = null) => Create(expectedSize ?? 0, _cipher, octetsInFront: null, isHashed: true);

    /// <summary>
    /// Makes an empty buffer for a message that header fields will be put in front of (<see cref="Delivery.MessageContent.WithPrefix"/>). A long message
    /// goes to a file with room for them at its head: where they fill it exactly and nothing else of the message is changed, a store on the same file
    /// system takes the file, and the message has been written once. Where not, the store copies it; what is stored is the same.
    /// </summary>
    /// <param name="expectedSize">Octets to come, as above.</param>
    /// <param name="octetsInFront">Tells how many octets the fields will have together, <see cref="Delivery.ReturnPathField"/> of final delivery included. Asked once, where the message goes to a file that is not sealed.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull: the space is not there.</exception>
    public ContentBuffer Create(long? expectedSize, Func<int> octetsInFront) => Create(expectedSize ?? 0, _cipher, octetsInFront, isHashed: true);

    /// <summary>Makes an empty buffer for octets that are sealed already, whose head is filled in last.</summary>
    /// <param name="size">Octets to come.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull: the space is not there.</exception>
    internal ContentBuffer CreateSealed(long size) => Create(size, cipher: null, octetsInFront: null, isHashed: false);

    private ContentBuffer Create(long size, ISpoolCipher? cipher, Func<int>? octetsInFront, bool isHashed)
    {
        var buffer = new ContentBuffer(_options.MemoryLimitInOctets, _place, cipher, octetsInFront, isHashed);
        try
        {
            buffer.Reserve(size);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}

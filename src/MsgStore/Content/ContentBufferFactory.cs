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
        : this(options, cipher: null)
    {
    }

    internal ContentBufferFactory(IOptions<ContentBufferOptions> options, ISpoolCipher? cipher)
    {
        _options = options.Value;
        _place = new SpoolPlace(_options);
        _cipher = cipher;
    }

    /// <summary>Makes an empty buffer and reserves space where the size is known.</summary>
    /// <param name="expectedSize">Octets to come, as SIZE declared them (RFC 1870); <see langword="null"/> if unknown. More or fewer may come.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull: the space is not there.</exception>
    public ContentBuffer Create(long? expectedSize = null) => Create(expectedSize ?? 0, _cipher, isHashed: true);

    /// <summary>Makes an empty buffer for octets that are sealed already, whose head is filled in last.</summary>
    /// <param name="size">Octets to come.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull: the space is not there.</exception>
    internal ContentBuffer CreateSealed(long size) => Create(size, cipher: null, isHashed: false);

    private ContentBuffer Create(long size, ISpoolCipher? cipher, bool isHashed)
    {
        var buffer = new ContentBuffer(_options.MemoryLimitInOctets, _place, cipher, isHashed);
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

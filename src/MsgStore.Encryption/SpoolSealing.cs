using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Content;

namespace MsgStore.Encryption;

/// <summary>Content buffers outside a store, for programs that seal and open single messages.</summary>
public static class SpoolSealing
{
    /// <summary>Makes a factory whose files are sealed with a key that dies with the process.</summary>
    /// <param name="options">Where and how much; <see langword="null"/> for the defaults.</param>
    public static ContentBufferFactory CreateBuffers(ContentBufferOptions? options = null) =>
        new(Options.Create(options ?? new ContentBufferOptions()), new SpoolCipher(NullLogger.Instance));
}

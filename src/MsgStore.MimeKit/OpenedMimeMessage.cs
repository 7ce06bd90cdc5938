using MimeKit;

namespace MsgStore.MimeKit;

/// <summary>A message whose bodies are read from the store when they are asked for.</summary>
/// <remarks>For one caller at a time: all bodies share one stream.</remarks>
public sealed class OpenedMimeMessage : IDisposable, IAsyncDisposable
{
    private readonly Stream _stream;

    internal OpenedMimeMessage(MimeMessage message, Stream stream)
    {
        Message = message;
        _stream = stream;
    }

    /// <summary>The message. Its bodies can be read until this is disposed; what a reading throws is what the store's stream throws.</summary>
    public MimeMessage Message { get; }

    /// <summary>Ends the message and closes the store's stream.</summary>
    public void Dispose()
    {
        Message.Dispose();
        _stream.Dispose();
    }

    /// <summary>Ends the message and closes the store's stream.</summary>
    public ValueTask DisposeAsync()
    {
        Message.Dispose();
        return _stream.DisposeAsync();
    }
}

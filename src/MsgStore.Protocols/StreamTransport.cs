using System.IO.Pipelines;

namespace MsgStore.Protocols;

/// <summary>A stream, as of a socket, in the form sessions take. It owns nothing: whoever made the stream disposes it.</summary>
/// <param name="stream">A stream that can be read and written at once.</param>
public sealed class StreamTransport(Stream stream) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <inheritdoc/>
    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
}

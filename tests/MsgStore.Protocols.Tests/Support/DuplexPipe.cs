using System.IO.Pipelines;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>One end of a connection in memory.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    /// <summary>Octets that fit in before whoever writes has to wait.</summary>
    public const int Capacity = 256 * 1024;

    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;

    /// <summary>Makes both ends. Buffers are small, so that whoever does not read stops whoever writes.</summary>
    public static (DuplexPipe Server, DuplexPipe Client) Create()
    {
        var options = new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: 64 * 1024, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new DuplexPipe(up.Reader, down.Writer), new DuplexPipe(down.Reader, up.Writer));
    }
}

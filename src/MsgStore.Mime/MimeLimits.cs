namespace MsgStore.Mime;

/// <summary>How much structure of a message is read; beyond it a part is read as one without children.</summary>
public sealed record MimeLimits
{
    /// <summary>How deep parts may nest. Default: 32.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>The most parts of a message. Default: 1000.</summary>
    public int MaxParts { get; init; } = 1000;

    /// <summary>The most octets of a message that comes as a stream; a longer one is refused. Default: 128 MiB.</summary>
    public int MaxOctets { get; init; } = 128 * 1024 * 1024;
}

namespace MsgStore.Mime;

/// <summary>How much structure of a message is read; beyond it a part is read as one without children.</summary>
public sealed record MimeLimits
{
    /// <summary>How deep parts may nest. Default: 32.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>The most parts of a message. Default: 1000.</summary>
    public int MaxParts { get; init; } = 1000;
}

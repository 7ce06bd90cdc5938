namespace MsgStore.Encryption.Keyrings;

/// <summary>How a passphrase becomes the key of a slot.</summary>
internal sealed record KdfDocument
{
    public string? Algorithm { get; init; }

    public byte[]? Salt { get; init; }

    public uint Time { get; init; }

    public uint Memory { get; init; }

    public uint Threads { get; init; }

    public uint KeyLen { get; init; }

    public string? Info { get; init; }
}

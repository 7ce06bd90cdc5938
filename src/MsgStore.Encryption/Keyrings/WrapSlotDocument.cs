namespace MsgStore.Encryption.Keyrings;

/// <summary>One way to the key-encryption key.</summary>
internal sealed record WrapSlotDocument
{
    public string? SlotType { get; init; }

    public string? SlotId { get; init; }

    public byte[]? WrappedKek { get; init; }

    public KdfDocument? Kdf { get; init; }
}

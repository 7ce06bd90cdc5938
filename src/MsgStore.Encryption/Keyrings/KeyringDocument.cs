namespace MsgStore.Encryption.Keyrings;

/// <summary>A sealed keyring as its file has it.</summary>
internal sealed record KeyringDocument
{
    public int Version { get; init; }

    /// <summary>Grows with every change of the sealed part, to which it is bound.</summary>
    public ulong DocVersion { get; init; }

    public byte[]? KekWrappedBlob { get; init; }

    public WrapSlotDocument[]? WrapSlots { get; init; }
}

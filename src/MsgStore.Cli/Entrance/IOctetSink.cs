namespace MsgStore.Cli.Entrance;

/// <summary>Takes the octets of a message one piece after the other.</summary>
internal interface IOctetSink
{
    void Write(ReadOnlySpan<byte> octets);

    /// <summary>Says that no more come.</summary>
    void Complete();
}

namespace MsgStore.Posix;

/// <summary>Receives directory entries as octets, without a string for each.</summary>
internal interface IEntryVisitor
{
    /// <summary>Takes one entry.</summary>
    /// <param name="name">The entry's name; valid during the call only.</param>
    /// <param name="kind">What it is, as far as the directory says.</param>
    void Visit(ReadOnlySpan<byte> name, FileKind kind);
}

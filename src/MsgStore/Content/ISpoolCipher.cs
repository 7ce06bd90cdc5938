namespace MsgStore.Content;

/// <summary>Seals spool files with a key that dies with the process: a file that outlives it, on whatever disk, says nothing.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal interface ISpoolCipher
{
    /// <summary>Octets of a nonce; each file has its own.</summary>
    const int NonceOctets = 24;

    /// <summary>Seals or opens octets where they lie.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="position">Where they stand in the file. No place is sealed twice.</param>
    /// <param name="nonce">The file's nonce.</param>
    void Apply(Span<byte> octets, long position, ReadOnlySpan<byte> nonce);
}

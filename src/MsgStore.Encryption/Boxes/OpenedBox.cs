namespace MsgStore.Encryption.Boxes;

/// <summary>What came out of a box.</summary>
/// <param name="Content">The plaintext, which the caller disposes.</param>
/// <param name="KeyId">The key that fitted.</param>
internal sealed record OpenedBox(Stream Content, string KeyId);

namespace MsgStore.Mailboxes;

/// <summary>How a stored message is sealed.</summary>
/// <param name="Algorithm">Name of the algorithm, as <c>x25519-xsalsa20-poly1305</c>.</param>
/// <param name="KeyId">Names the recipient key that opens it: lower-case hexadecimal digits.</param>
public sealed record EncryptionInfo(string Algorithm, string KeyId);

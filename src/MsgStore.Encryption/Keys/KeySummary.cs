namespace MsgStore.Encryption.Keys;

/// <summary>What an operator may see of one key.</summary>
/// <param name="KeyId">The SHA-256 of its public half in hexadecimal digits; stored messages carry the first 16.</param>
/// <param name="Algorithm">As <c>X25519</c>.</param>
/// <param name="Purpose">As <c>encryption</c>.</param>
/// <param name="Status"><c>active</c>, <c>rotated</c> or <c>revoked</c>.</param>
/// <param name="Created">When it was made, as its keyring says.</param>
public sealed record KeySummary(string KeyId, string Algorithm, string Purpose, string Status, string Created);

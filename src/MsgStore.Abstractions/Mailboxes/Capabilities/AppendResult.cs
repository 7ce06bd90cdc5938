namespace MsgStore.Mailboxes.Capabilities;

/// <summary>A message that came into a folder (APPENDUID, COPYUID: RFC 9051 §7.1).</summary>
/// <param name="Key">Its key there.</param>
/// <param name="Uid">Its UID there.</param>
/// <param name="UidValidity">The UIDVALIDITY of that folder.</param>
public sealed record AppendResult(MessageKey Key, uint Uid, uint UidValidity);

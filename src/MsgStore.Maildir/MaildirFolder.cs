using MsgStore.Mailboxes;

namespace MsgStore.Maildir;

/// <summary>A folder made with each mailbox.</summary>
/// <param name="Name">Its name; <c>/</c> parts levels.</param>
/// <param name="SpecialUse">What it is for (RFC 6154); null for an ordinary folder.</param>
public sealed record MaildirFolder(string Name, SpecialUse? SpecialUse = null);

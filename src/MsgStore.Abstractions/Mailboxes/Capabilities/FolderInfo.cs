namespace MsgStore.Mailboxes.Capabilities;

/// <summary>A folder as it is listed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SpecialUse">What it is for; <see langword="null"/> for an ordinary folder.</param>
public sealed record FolderInfo(FolderName Name, SpecialUse? SpecialUse);

using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>One folder a delivered copy goes to, with what it carries there.</summary>
/// <param name="Folder">The folder.</param>
public sealed record Placement(FolderName Folder)
{
    /// <summary>System flags of the copy.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Keywords of the copy.</summary>
    public KeywordSet Keywords { get; init; } = KeywordSet.Empty;

    /// <summary>Whether a missing folder is created (RFC 5490 §3.2). If not, or where the backend cannot hold a folder of that name, the copy goes to INBOX.</summary>
    public bool Create { get; init; }

    /// <summary>A folder with this special use takes the copy instead of <see cref="Folder"/> where one exists; of several <see cref="Folder"/> where it is one of them (RFC 8579 §4).</summary>
    public SpecialUse? SpecialUse { get; init; }

    /// <summary>INBOX without flags.</summary>
    public static Placement Inbox { get; } = new(FolderName.Inbox);
}

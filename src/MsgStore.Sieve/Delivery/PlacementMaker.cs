using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>Turns actions that store into placements.</summary>
internal static class PlacementMaker
{
    /// <summary>Where copies go that a script keeps (RFC 5228 §4.3): where they would have gone without it.</summary>
    public static IEnumerable<Placement> Keep(Recipient recipient, SieveStoreAction action) =>
        (recipient.Placements.IsEmpty ? [Placement.Inbox] : recipient.Placements).Select(placement => Flag(placement, action));

    /// <summary>Where a copy goes that a script files; <see langword="null"/> where no folder can have that name.</summary>
    public static Placement? File(FileIntoAction action) =>
        FolderName.TryParse(action.Mailbox, out var folder)
            ? Flag(new Placement(folder) { Create = action.Create, SpecialUse = action.SpecialUse is { } use ? SpecialUseOf(use) : null }, action)
            : null;

    /// <summary>The use of a folder by its attribute, as <c>\Junk</c>; <see langword="null"/> for one that folders here do not have.</summary>
    public static SpecialUse? SpecialUseOf(string attribute) =>
        attribute.StartsWith('\\') && !char.IsAsciiDigit(attribute[^1]) && Enum.TryParse<SpecialUse>(attribute.AsSpan(1), ignoreCase: true, out var use) ? use : null;

    // A system flag that IMAP does not know, or a keyword that is none, is passed over (RFC 5232 §2).
    private static Placement Flag(Placement placement, SieveStoreAction action)
    {
        var flags = placement.Flags;
        var keywords = new List<string>();
        foreach (var flag in action.Flags)
            if (flag.StartsWith('\\') && !char.IsAsciiDigit(flag[^1]) && Enum.TryParse<MessageFlags>(flag.AsSpan(1), ignoreCase: true, out var known))
                flags |= known;
            else if (KeywordSet.IsKeyword(flag))
                keywords.Add(flag);
        return placement with { Flags = flags, Keywords = placement.Keywords.Union(KeywordSet.Create(keywords)) };
    }
}

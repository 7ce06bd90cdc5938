using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Moves what was delivered from <c>new</c> to <c>cur</c>, as every reader of a Maildir does.</summary>
internal static class NewMessages
{
    /// <summary>Moves all messages; one that another reader moved first is no trouble, and one whose name is taken gets another.</summary>
    /// <returns>Whether none is left.</returns>
    public static bool Move(FolderHandle folder, DoubleNames doubles)
    {
        var names = new Collector();
        folder.New.Read(ref names);
        var isEmpty = true;
        foreach (var octets in names.Names)
        {
            var name = OctetName.Decode(octets);
            var target = name.Contains(':', StringComparison.Ordinal) ? name : name + MaildirFlags.Separator;
            if (target.Length > OctetName.MaxOctets || folder.New.Rename(name, folder.Cur, target) == RenameResult.TargetExists)
                isEmpty &= doubles.TryMove(folder.New, name, target);
        }
        return isEmpty;
    }

    private struct Collector() : IEntryVisitor
    {
        public List<byte[]> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (kind is FileKind.File or FileKind.Unknown && MaildirName.TryParse(name, out _))
                Names.Add(name.ToArray());
        }
    }
}

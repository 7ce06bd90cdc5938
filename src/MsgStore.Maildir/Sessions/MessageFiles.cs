using System.Text;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Posix;

namespace MsgStore.Maildir.Sessions;

/// <summary>Finds a message's file, which others may rename at any moment when they change its flags.</summary>
internal static class MessageFiles
{
    /// <summary>The present name of a message in <c>cur</c>, by its base name; null where it is gone.</summary>
    public static string? FindName(FolderHandle folder, ReadOnlySpan<byte> baseName)
    {
        var finder = new Finder(baseName);
        folder.Cur.Read(ref finder);
        return finder.Found;
    }

    /// <summary>Opens a message of a snapshot; null where it is gone.</summary>
    public static IFileHandle? Open(FolderHandle folder, Snapshot snapshot, int position)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (folder.Cur.OpenRead(NameOf(snapshot, position)) is { } file)
                return file;
            if (!Refind(folder, snapshot, position))
                return null;
        }
        return null;
    }

    /// <summary>The name a message had when it was last seen.</summary>
    public static string NameOf(Snapshot snapshot, int position)
    {
        ref readonly var entry = ref snapshot.Index.Entries[position];
        return OctetName.Decode(snapshot.Index.NameOf(entry));
    }

    /// <summary>Looks a message up anew and puts its present name and flags into the snapshot.</summary>
    /// <returns>False where it is gone.</returns>
    public static bool Refind(FolderHandle folder, Snapshot snapshot, int position)
    {
        ref var entry = ref snapshot.Index.Entries[position];
        // A directory read while a file is renamed may miss it under both names; a second reading does not by chance do so again.
        var name = FindName(folder, snapshot.Index.BaseOf(entry)) ?? FindName(folder, snapshot.Index.BaseOf(entry));
        if (name == null)
            return false;
        SetName(snapshot, position, name);
        return true;
    }

    /// <summary>Puts a message's name and the flags it says into the snapshot.</summary>
    public static void SetName(Snapshot snapshot, int position, string name)
    {
        ref var entry = ref snapshot.Index.Entries[position];
        var octets = Encoding.Latin1.GetBytes(name);
        if (!MaildirName.TryParse(octets, out var parsed))
            return;
        snapshot.Index.SetName(ref entry, octets);
        entry.Flags = (ushort)parsed.Flags;
        entry.KeywordBits = parsed.KeywordBits;
    }

    private ref struct Finder(ReadOnlySpan<byte> baseName) : IEntryVisitor
    {
        private readonly ReadOnlySpan<byte> _baseName = baseName;

        public string? Found { get; private set; }

        public void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (name.StartsWith(_baseName) && (name.Length == _baseName.Length || name[_baseName.Length] == ':'))
                Found = OctetName.Decode(name);
        }
    }
}

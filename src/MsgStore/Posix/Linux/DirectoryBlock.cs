using System.Runtime.InteropServices;

namespace MsgStore.Posix.Linux;

/// <summary>Reads what getdents64 returns: inode 8, offset 8, record length 2, type 1, name and a zero.</summary>
internal static class DirectoryBlock
{
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    public static void Visit<TVisitor>(ReadOnlySpan<byte> block, ref TVisitor visitor) where TVisitor : IEntryVisitor, allows ref struct
    {
        while (block.Length > NameAt)
        {
            int length = MemoryMarshal.Read<ushort>(block[LengthAt..]);
            if (length <= NameAt || length > block.Length)
                return;
            var name = block[NameAt..length];
            var end = name.IndexOf((byte)0);
            if (end >= 0)
                name = name[..end];
            if (!IsSelfOrParent(name))
                visitor.Visit(name, KindOf(block[TypeAt]));
            block = block[length..];
        }
    }

    private static bool IsSelfOrParent(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);

    private static FileKind KindOf(byte type) => type switch
    {
        0 => FileKind.Unknown,
        4 => FileKind.Directory,
        8 => FileKind.File,
        10 => FileKind.Link,
        _ => FileKind.Other,
    };
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Reads and writes <c>msgstore.index</c>: header, entries, names, CRC-32C. Derived data: anything odd in it means there is none.</summary>
internal static class IndexFile
{
    /// <summary>The file.</summary>
    public const string FileName = "msgstore.index";

    private const int CheckOctets = 4;
    private const long MaxOctets = int.MaxValue;

    /// <summary>Whether a failure only means that there is no index to trust.</summary>
    private static bool IsNoIndex(PosixException e) =>
        e.Error is PosixError.NotAFile or PosixError.SymbolicLink or PosixError.IsADirectory or PosixError.Denied;

    /// <summary>Reads the header only, without the check over the whole: enough to count.</summary>
    public static IndexHeader? ReadHeader(IDirectoryHandle folder)
    {
        using var file = OpenIndex(folder);
        return file != null && TryReadHeader(file, out var header) ? header : null;
    }

    /// <summary>Reads the index; null where there is none to trust.</summary>
    public static FolderIndex? Read(IDirectoryHandle folder)
    {
        using var file = OpenIndex(folder);
        if (file == null || !TryReadHeader(file, out var header))
            return null;
        var entries = new IndexEntry[header.Count];
        var names = new byte[header.NameOctets];
        var check = new byte[CheckOctets];
        long offset = Unsafe.SizeOf<IndexHeader>();
        if (!TryRead(file, MemoryMarshal.AsBytes(entries.AsSpan()), ref offset) || !TryRead(file, names, ref offset) || !TryRead(file, check, ref offset))
            return null;
        return Check(header, entries, names) == MemoryMarshal.Read<uint>(check) && AreSound(entries, names.Length)
            ? new FolderIndex(header, entries, entries.Length, new NameTable(names, names.Length))
            : null;
    }

    /// <summary>Replaces the index. It is not flushed: after a crash it is right or fails its check.</summary>
    public static void Write(IDirectoryHandle folder, FolderIndex index)
    {
        var header = index.Header;
        header.Magic = IndexHeader.CurrentMagic;
        header.Count = index.Count;
        header.NameOctets = index.Names.Length;
        index.Header = header;
        var body = MemoryMarshal.AsBytes(index.Entries);
        var size = Unsafe.SizeOf<IndexHeader>() + body.Length + index.Names.Length + CheckOctets;
        var octets = System.Buffers.ArrayPool<byte>.Shared.Rent(size);
        try
        {
            MemoryMarshal.Write(octets, header);
            var at = Unsafe.SizeOf<IndexHeader>();
            body.CopyTo(octets.AsSpan(at));
            index.Names.Octets.CopyTo(octets.AsSpan(at + body.Length));
            MemoryMarshal.Write(octets.AsSpan(size - CheckOctets), Check(header, index.Entries, index.Names.Octets));
            FileTools.Replace(folder, FileName, octets.AsSpan(0, size), durable: false);
        }
        catch (PosixException e) when (IsNoIndex(e))
        {
            // Something else stands where the index belongs; the next pass reads the directory again.
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private static IFileHandle? OpenIndex(IDirectoryHandle folder)
    {
        try
        {
            return folder.OpenRead(FileName);
        }
        catch (PosixException e) when (IsNoIndex(e))
        {
            return null;
        }
    }

    private static bool TryRead(IFileHandle file, Span<byte> target, ref long offset)
    {
        var count = FileTools.ReadFully(file, target, offset);
        offset += count;
        return count == target.Length;
    }

    private static bool TryReadHeader(IFileHandle file, out IndexHeader header)
    {
        header = default;
        Span<byte> octets = stackalloc byte[Unsafe.SizeOf<IndexHeader>()];
        if (!BitConverter.IsLittleEndian || FileTools.ReadFully(file, octets, 0) != octets.Length)
            return false;
        header = MemoryMarshal.Read<IndexHeader>(octets);
        return header.Magic == IndexHeader.CurrentMagic
            && header is { Count: >= 0, NameOctets: >= 0, UidValidity: > 0, HighestModSeq: > 0 }
            && octets.Length + ((long)header.Count * Unsafe.SizeOf<IndexEntry>()) + header.NameOctets + CheckOctets == Math.Min(file.Length, MaxOctets);
    }

    private static bool AreSound(ReadOnlySpan<IndexEntry> entries, int names)
    {
        uint last = 0;
        foreach (ref readonly var entry in entries)
        {
            if (entry.NameOffset < 0 || entry.NameOffset > names - entry.NameLength || entry.BaseLength > entry.NameLength || entry.BaseLength == 0
                || entry.UniqueLength > entry.BaseLength || entry.KeyIdOffset + entry.KeyIdLength > entry.BaseLength
                || entry.Uid <= last || !entry.IsMeasured)
                return false;
            last = entry.Uid;
        }
        return true;
    }

    private static uint Check(IndexHeader header, ReadOnlySpan<IndexEntry> entries, ReadOnlySpan<byte> names)
    {
        var crc = Crc(uint.MaxValue, MemoryMarshal.AsBytes(new ReadOnlySpan<IndexHeader>(in header)));
        crc = Crc(crc, MemoryMarshal.AsBytes(entries));
        return ~Crc(crc, names);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> octets)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(octets))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var octet in octets[(octets.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, octet);
        return crc;
    }
}


namespace MsgStore.Posix.Linux;

/// <summary>A file of an <see cref="OwnedFolder"/> as it was read, held open until the edit is over: while it is, no other file can be given its number.</summary>
internal sealed class OwnedFile : IDisposable
{
    private readonly LinuxFile? _file;

    private OwnedFile(LinuxFile? file, byte[] octets, FileStatus? status)
    {
        _file = file;
        Octets = octets;
        Status = status;
    }

    /// <summary>No file.</summary>
    public static OwnedFile Missing { get; } = new(null, [], null);

    /// <summary>What it held; empty where there was none.</summary>
    public byte[] Octets { get; }

    /// <summary>Which file it was; <see langword="null"/> where there was none.</summary>
    public FileStatus? Status { get; }

    /// <summary>Whose it is; <see langword="null"/> where there was none.</summary>
    public FileOwnership? Ownership => _file?.Handle.Ownership();

    /// <summary>Reads an open file and takes it over.</summary>
    public static OwnedFile Of(LinuxFile file)
    {
        try
        {
            return new OwnedFile(file, file.ReadAll(), file.Stat());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a file is this one, unchanged.</summary>
    /// <param name="found">What stands at its name; <see langword="null"/> for nothing.</param>
    /// <exception cref="IOException">It is not.</exception>
    public void RequireSame(LinuxFile? found)
    {
        // The time of the last change of the inode is one that nobody can set.
        if (found is null ? Status is not null : found.Stat() != Status)
            throw new IOException("The file was changed by somebody else while it was edited; try again.");
    }

    public void Dispose() => _file?.Dispose();
}

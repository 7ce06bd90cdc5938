namespace MsgStore.Posix;

/// <summary>An open file. Every member throws <see cref="PosixException"/>.</summary>
internal interface IFileHandle : IDisposable
{
    /// <summary>Octets in the file now.</summary>
    long Length { get; }

    /// <summary>Reads at an offset without moving anything; 0 at the end. Interrupted calls are repeated.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all octets at an offset (at the end for a file opened for appending).</summary>
    void Write(ReadOnlySpan<byte> octets, long offset);

    /// <summary>Reserves space without changing the length, where the file system can; the disk being full is an error here.</summary>
    void Reserve(long length);

    /// <summary>Sets the length, and gives back what was reserved beyond it.</summary>
    void Truncate(long length);

    /// <summary>Sets the modification time.</summary>
    void SetModified(DateTimeOffset time);

    /// <summary>Describes the file.</summary>
    FileStatus Stat();

    /// <summary>Makes the octets durable (fsync). After a failure the file must be abandoned: a second call may wrongly succeed.</summary>
    void Flush();

    /// <summary>Takes the exclusive lock that ends with this handle or its process; <see langword="false"/> when another handle has it.</summary>
    bool TryLock();
}


namespace MsgStore.Posix.Linux;

/// <summary>A file behind a descriptor.</summary>
internal sealed unsafe class LinuxFile(DescriptorHandle handle, bool appends = false) : IFileHandle
{
    internal DescriptorHandle Handle { get; } = handle;

    public long Length => Stat().Length;

    public int Read(Span<byte> buffer, long offset)
    {
        using var lease = Handle.Use();
        fixed (byte* p = buffer)
        {
            while (true)
            {
                var count = Libc.PRead(lease.Number, p, (nuint)buffer.Length, offset);
                if (count >= 0)
                    return (int)count;
                if (Errno.Last != Errno.Interrupted)
                    throw Errno.ToException("pread", Errno.Last);
            }
        }
    }

    /// <summary>All octets, as many as there were when it began.</summary>
    public byte[] ReadAll()
    {
        var octets = new byte[Length];
        var count = 0;
        while (count < octets.Length && Read(octets.AsSpan(count), count) is > 0 and var more)
            count += more;
        return count == octets.Length ? octets : octets[..count];
    }

    public void Write(ReadOnlySpan<byte> octets, long offset)
    {
        using var lease = Handle.Use();
        while (!octets.IsEmpty)
        {
            nint count;
            fixed (byte* p = octets)
            {
                count = appends
                    ? Libc.Write(lease.Number, p, (nuint)octets.Length)
                    : Libc.PWrite(lease.Number, p, (nuint)octets.Length, offset);
            }
            if (count < 0 && Errno.Last != Errno.Interrupted)
                throw Errno.ToException("write", Errno.Last);
            if (count <= 0)
                continue;
            octets = octets[(int)count..];
            offset += count;
        }
    }

    public void Reserve(long length)
    {
        using var lease = Handle.Use();
        UnnamedFile.Reserve(lease.Number, length);
    }

    public void Truncate(long length)
    {
        using var lease = Handle.Use();
        while (Libc.FTruncate(lease.Number, length) != 0)
            if (Errno.Last != Errno.Interrupted)
                throw Errno.ToException("ftruncate", Errno.Last);
    }

    public void SetModified(DateTimeOffset time)
    {
        using var lease = Handle.Use();
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }
        var times = stackalloc Libc.TimeSpec[2];
        times[0] = new Libc.TimeSpec { Nanoseconds = LinuxConstants.OmitTime };
        times[1] = new Libc.TimeSpec { Seconds = seconds, Nanoseconds = rest * 100 };
        if (Libc.FUtimeNs(lease.Number, times) != 0)
            throw Errno.ToException("futimens", Errno.Last);
    }

    public FileStatus Stat()
    {
        using var lease = Handle.Use();
        return LinuxStat.OfDescriptor(lease.Number);
    }

    public void Flush()
    {
        using var lease = Handle.Use();
        // EINTR is not documented for fsync on local files and is treated like any failure: the caller abandons the file.
        if (Libc.FSync(lease.Number) != 0)
            throw Errno.ToException("fsync", Errno.Last);
    }

    public bool TryLock()
    {
        using var lease = Handle.Use();
        while (Libc.FLock(lease.Number, LinuxConstants.LockExclusiveNonBlocking) != 0)
        {
            var errno = Errno.Last;
            if (errno == Errno.WouldBlock)
                return false;
            if (errno != Errno.Interrupted)
                throw Errno.ToException("flock", errno);
        }
        return true;
    }

    public void Dispose() => Handle.Dispose();
}

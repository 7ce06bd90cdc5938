using MsgStore.Posix;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>An open file of the model disk.</summary>
internal sealed class CrashingFile(CrashingFileLayer layer, DiskNode node, bool appends = false) : IFileHandle
{
    public DiskNode Node { get; } = node;

    public long Length
    {
        get
        {
            lock (layer.Sync)
            {
                layer.Look();
                return Node.Data.Length;
            }
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        lock (layer.Sync)
        {
            layer.Look();
            if (offset >= Node.Data.Length)
                return 0;
            var count = (int)Math.Min(buffer.Length, Node.Data.Length - offset);
            Node.Data.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> octets, long offset)
    {
        lock (layer.Sync)
        {
            var at = appends ? Node.Data.Length : (int)offset;
            try
            {
                layer.Change("write");
            }
            catch (PosixException)
            {
                // A full disk takes a part.
                Put(octets[..(octets.Length / 2)], at);
                throw;
            }
            Put(octets, at);
            layer.OctetsWritten += octets.Length;
        }
    }

    public void Reserve(long length)
    {
        lock (layer.Sync)
            layer.Change("fallocate");
    }

    public void Truncate(long length)
    {
        lock (layer.Sync)
        {
            layer.Change("ftruncate");
            var data = new byte[length];
            Node.Data.AsSpan(0, (int)Math.Min(length, Node.Data.Length)).CopyTo(data);
            Node.Data = data;
            layer.Touch(Node);
        }
    }

    public void SetModified(DateTimeOffset time)
    {
        lock (layer.Sync)
        {
            layer.Change("futimens");
            Node.Modified = (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        }
    }

    public FileStatus Stat()
    {
        lock (layer.Sync)
        {
            layer.Look();
            return Node.Status;
        }
    }

    public void Flush()
    {
        lock (layer.Sync)
        {
            try
            {
                layer.Change("fsync");
            }
            catch (PosixException)
            {
                Node.IsPoisoned = true;
                throw;
            }
            Node.FlushData();
        }
    }

    public bool TryLock()
    {
        lock (layer.Sync)
        {
            layer.Look();
            Node.LockOwner ??= this;
            return Node.LockOwner == this;
        }
    }

    public void Dispose()
    {
        lock (layer.Sync)
            if (Node.LockOwner == this)
                Node.LockOwner = null;
    }

    private void Put(ReadOnlySpan<byte> octets, int at)
    {
        var data = new byte[Math.Max(Node.Data.Length, at + octets.Length)];
        Node.Data.CopyTo(data, 0);
        octets.CopyTo(data.AsSpan(at));
        Node.Data = data;
        layer.Touch(Node);
    }
}

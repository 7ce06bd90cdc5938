using System.Buffers;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Delivery;

/// <summary>Puts a message into folders of one mailbox: data, flush, entries, flush of their directories. Blocks.</summary>
/// <remarks>The copies are names of one file. A mailbox lies on one file system.</remarks>
internal sealed class MessageWriter(MaildirContext context)
{
    private const int BufferOctets = 128 * 1024;
    private const int ReservedFrom = 256 * 1024;

    /// <summary>Stores a message in all targets or in none.</summary>
    /// <returns>The base name of each copy.</returns>
    /// <exception cref="PosixException">Nothing is stored.</exception>
    /// <exception cref="IOException">The content failed or has not the length it said; nothing is stored.</exception>
    public string[] Store(
        IReadOnlyList<StoreTarget> targets, MessageContent content, DateTimeOffset internalDate, EncryptionInfo? encryption, CancellationToken cancellationToken)
    {
        var names = new string[targets.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = context.Names.Next(internalDate, content.Length, content.WireSize, encryption);
        Store(targets, names, content, internalDate, cancellationToken);
        return names;
    }

    /// <summary>Stores a message under a name that is given.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="PosixException">Nothing is stored.</exception>
    /// <exception cref="IOException">As above.</exception>
    public string Store(StoreTarget target, string baseName, MessageContent content, DateTimeOffset internalDate, CancellationToken cancellationToken)
    {
        Store([target], [baseName], content, internalDate, cancellationToken);
        return baseName;
    }

    private void Store(IReadOnlyList<StoreTarget> targets, string[] names, MessageContent content, DateTimeOffset internalDate, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
            target.Folder.MakePathDurable();
        var tmp = targets[0].Folder.Tmp;
        if (TryAdopt(tmp, targets, names, content, internalDate, cancellationToken))
            return;
        using var unnamed = tmp.CreateUnnamed();
        if (unnamed != null)
        {
            Fill(unnamed, content, internalDate, cancellationToken);
            Publish(targets, names, (target, name) => target.Directory.Link(unnamed, name));
        }
        else
            StoreNamed(tmp, targets, names, content, internalDate, cancellationToken);
    }

    /// <summary>The way of a message that came in a file of the same file system: that file gets the names.</summary>
    /// <returns>False where it has to be copied.</returns>
    private static bool TryAdopt(
        IDirectoryHandle tmp, IReadOnlyList<StoreTarget> targets, string[] names, MessageContent content, DateTimeOffset date, CancellationToken cancellationToken)
    {
        using var adopted = AdoptedFile.TryTake(content, tmp);
        if (adopted is null)
            return false;
        adopted.File.SetModified(date);
        adopted.Flush();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            Publish(targets, names, (target, name) => target.Directory.Link(adopted.File, name));
            return true;
        }
        catch (PosixException e) when (e.Error is PosixError.CrossDevice or PosixError.Denied)
        {
            // Two mounts of one file system, or a rule about files of the spool's folder, which only the link itself tells.
            return false;
        }
    }

    /// <summary>The way of file systems that cannot make a file without a name.</summary>
    private void StoreNamed(
        IDirectoryHandle tmp, IReadOnlyList<StoreTarget> targets, string[] names, MessageContent content, DateTimeOffset date, CancellationToken cancellationToken)
    {
        var temporary = names[0];
        using var file = tmp.CreateFile(temporary) ?? throw new PosixException("openat", PosixError.Exists, 0);
        try
        {
            Fill(file, content, date, cancellationToken);
            // Further copies are links of the temporary name; the rename that ends it comes last.
            var last = targets[^1];
            Publish(targets, names, (target, name) => ReferenceEquals(target, last)
                ? tmp.Rename(temporary, target.Directory, name) == RenameResult.Done
                : tmp.LinkTo(temporary, target.Directory, name));
        }
        catch
        {
            FileTools.TryRemove(tmp, temporary);
            throw;
        }
    }

    private void Fill(IFileHandle file, MessageContent content, DateTimeOffset date, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out var octets))
        {
            if (octets.Length != content.Length)
                throw new IOException("The content has not the length it said.");
            file.Write(octets.Span, 0);
        }
        else
            Copy(file, content, cancellationToken);
        // A file made just now has its time already.
        if (date.ToUnixTimeSeconds() != context.Layer.ClockNanoseconds / 1_000_000_000)
            file.SetModified(date);
        file.Flush();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Copy(IFileHandle file, MessageContent content, CancellationToken cancellationToken)
    {
        if (content.Length >= ReservedFrom)
            file.Reserve(content.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            using var source = content.OpenRead();
            long written = 0;
            int count;
            while ((count = source.ReadAtLeast(buffer, BufferOctets, throwOnEndOfStream: false)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(buffer.AsSpan(0, count), written);
                written += count;
            }
            if (written != content.Length)
                throw new IOException("The content has not the length it said.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static void Publish(IReadOnlyList<StoreTarget> targets, string[] names, Func<StoreTarget, string, bool> link)
    {
        var done = 0;
        try
        {
            for (; done < targets.Count; done++)
                if (!link(targets[done], targets[done].NameFor(names[done])))
                    throw new PosixException("linkat", PosixError.Exists, 0);
            foreach (var directory in targets.Select(target => target.Directory).Distinct())
                directory.Flush();
        }
        catch
        {
            // Several copies are all there or none. A crash between two links may leave one: the peer was told nothing then and tries again.
            TakeBack(targets, names, done);
            throw;
        }
    }

    /// <summary>Removes copies that are not to stay.</summary>
    public static void TakeBack(IReadOnlyList<StoreTarget> targets, string[] names, int count)
    {
        for (var i = 0; i < count; i++)
            FileTools.TryRemove(targets[i].Directory, targets[i].NameFor(names[i]));
    }
}

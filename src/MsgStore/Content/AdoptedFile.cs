using MsgStore.Delivery;
using MsgStore.Posix;

namespace MsgStore.Content;

/// <summary>
/// The file a message came in, taken over by a store that links it to a name of its own: the body's octets stay where they were written. Disposing
/// it closes the store's handle; the content stays readable, for other recipients and where the store could not link it.
/// </summary>
internal sealed class AdoptedFile : IDisposable
{
    private readonly SpoolFile _spool;

    private AdoptedFile(SpoolFile spool, IFileHandle file)
    {
        _spool = spool;
        File = file;
    }

    /// <summary>The file with all octets of the message and no others, not flushed; it has no name yet.</summary>
    public IFileHandle File { get; }

    /// <summary>
    /// Takes the file of a message that lies in one, with exactly as much room at its head as the fields in front of the body need. Of all stores that
    /// ask for a file one gets it, once: whoever wrote into the room again would change a message that is stored.
    /// </summary>
    /// <param name="content">The message as it is to be stored.</param>
    /// <param name="directory">A directory of the file system the store needs it on, where new files are what this one is to be like.</param>
    /// <returns><see langword="null"/> where the message has to be copied; no octet has changed then.</returns>
    /// <exception cref="PosixException">The fields cannot be written, or the file cannot be looked at: nobody takes it any more. The content can still be read.</exception>
    public static AdoptedFile? TryTake(MessageContent content, IDirectoryHandle directory)
    {
        var fields = new List<ReadOnlyMemory<byte>>();
        if (Find(content, fields) is not { Unnamed: { } unnamed } spool || !spool.TryClaim())
            return null;
        IFileHandle? file = null;
        try
        {
            file = directory.Adopt(unnamed);
            if (file is null)
            {
                spool.Release();
                return null;
            }
            var position = 0L;
            foreach (var field in fields)
            {
                file.Write(field.Span, position);
                position += field.Length;
            }
            // Gives back what was reserved for more octets than came.
            file.Truncate(content.Length);
            return new AdoptedFile(spool, file);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Makes the octets durable.</summary>
    /// <exception cref="PosixException">They are not, and nobody can read them any more: what the disk refused is no longer known to be in memory.</exception>
    public void Flush()
    {
        try
        {
            File.Flush();
        }
        catch (PosixException)
        {
            _spool.Abandon();
            throw;
        }
    }

    public void Dispose() => File.Dispose();

    private static SpoolFile? Find(MessageContent content, List<ReadOnlyMemory<byte>> fields)
    {
        var length = content.Length;
        while (content.TryGetParts(out var front, out var rest))
        {
            fields.Add(front);
            content = rest;
        }
        return content is SpooledMessageContent { File: var file } && file.Room == fields.Sum(field => (long)field.Length) && file.Room + content.Length == length ? file : null;
    }
}

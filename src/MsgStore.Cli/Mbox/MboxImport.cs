using System.Buffers;
using MsgStore.Cli.Entrance;
using MsgStore.Content;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Mbox;

/// <summary>Reads an mbox file and puts its messages into a folder.</summary>
/// <param name="buffers">Hold messages while they are read.</param>
/// <param name="folder">Takes them.</param>
/// <param name="keepDuplicates">Whether messages that are there already are stored again.</param>
internal sealed class MboxImport(ContentBufferFactory buffers, FolderImport folder, bool keepDuplicates)
{
    private const int BlockSize = 64 * 1024;
    private const int KeyDigits = 40;

    private readonly Queue<(ContentBuffer Buffer, FromLine Line, HeaderFieldFilter Fields)> _complete = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Lines taken as text that may have been meant to begin a message.</summary>
    public int DoubtfulLines { get; private set; }

    /// <summary>Reads it to its end.</summary>
    /// <param name="input">The file.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public async ValueTask RunAsync(Stream input, CancellationToken cancellationToken)
    {
        var start = input is FileStream { CanSeek: true } seekable ? seekable.Position : 0;
        var splitter = new MboxSplitter(Begin, input is FileStream { CanSeek: true } file ? position => MboxFileEnd.IsAt(file.SafeFileHandle, start + position) : null);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await input.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                splitter.Write(block.AsSpan(0, count));
                await PassOnAsync(cancellationToken).ConfigureAwait(false);
            }
            splitter.Complete();
            DoubtfulLines = splitter.DoubtfulLines;
            await PassOnAsync(cancellationToken).ConfigureAwait(false);
            await folder.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
            foreach (var (buffer, _, _) in _complete)
                buffer.Dispose();
        }
    }

    private LineEndNormalizer Begin(FromLine line)
    {
        var buffer = buffers.Create();
        var fields = new HeaderFieldFilter(new MessageSink(buffer), StatusFields.Names);
        _complete.Enqueue((buffer, line, fields));
        return new LineEndNormalizer(fields);
    }

    /// <summary>Hands on all messages but the one that is being read.</summary>
    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        while (_complete.TryPeek(out var first) && first.Fields.IsComplete)
        {
            _complete.Dequeue();
            var content = first.Buffer.Complete(out var sha256);
            var (flags, keywords) = StatusFields.Read(first.Fields.Values);
            var options = new AppendOptions { Flags = flags, Keywords = keywords, InternalDate = first.Line.Date };
            await folder.AddAsync(new ImportedMessage(content, options, keepDuplicates ? null : KeyOf(sha256.AsSpan())), first.Buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    // The key follows from the octets, so that an import that is repeated finds what is there; the n-th of equal messages is the n-th again.
    private MessageKey KeyOf(ReadOnlySpan<byte> sha256)
    {
        var digits = Convert.ToHexStringLower(sha256)[..KeyDigits];
        var number = _seen[digits] = _seen.GetValueOrDefault(digits) + 1;
        return new MessageKey($"mbox.{digits}.{number}");
    }

    private sealed class MessageSink(ContentBuffer buffer) : IOctetSink
    {
        public void Write(ReadOnlySpan<byte> octets) => buffer.Write(octets);

        public void Complete()
        {
        }
    }
}

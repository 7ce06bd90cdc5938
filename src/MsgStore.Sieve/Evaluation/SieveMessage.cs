using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Sieve.Evaluation;

/// <summary>A message as scripts read it: octets, parsed where and when a test asks, once for all scripts. Safe for concurrent use.</summary>
public sealed class SieveMessage
{
    private const int MaxHeaderOctets = 1024 * 1024;
    private readonly Lock _lock = new();
    private MimeHeader? _header;
    private HeaderSection _section;
    private (ReadOnlyMemory<byte> Octets, MimePart Root)? _parsed;

    private SieveMessage(MessageContent content) => Content = content;

    /// <summary>The octets.</summary>
    public MessageContent Content { get; }

    /// <summary>What a redirect sends where an earlier script enclosed the message (RFC 5703 §6); <see langword="null"/> where none did.</summary>
    internal MessageContent? BeforeEnclosure { get; init; }

    private Func<CancellationToken, Task>? BeforeBody { get; init; }

    /// <summary>The size in octets (RFC 5228 §5.9).</summary>
    public long Size => Content.Length;

    /// <summary>Where the whole header section was read, and the message need not be in memory to change it: the section. Known once the header is.</summary>
    internal ReadOnlyMemory<byte>? Section => _section.IsComplete && !Content.TryGetMemory(out _) ? _section.Octets : (ReadOnlyMemory<byte>?)null;

    /// <summary>A message over content, read from its streams where it is not in memory. The content must stay valid while scripts run.</summary>
    public static SieveMessage FromContent(MessageContent content) => new(content);

    /// <summary>A message whose body is read into memory only when the host lets it.</summary>
    internal static SieveMessage FromContent(MessageContent content, Func<CancellationToken, Task> beforeBody) => new(content) { BeforeBody = beforeBody };

    /// <summary>This message as a script left it, and before that enclosed it.</summary>
    internal SieveMessage Changed(MessageContent content, MessageContent? beforeEnclosure) => new(content) { BeforeEnclosure = beforeEnclosure, BeforeBody = BeforeBody };

    /// <summary>A message in memory.</summary>
    public static SieveMessage FromMemory(ReadOnlyMemory<byte> octets) => new(MessageContent.FromMemory(octets));

    internal async ValueTask<MimeHeader> GetHeaderAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            if (_header is not null)
                return _header;
        HeaderSection section;
        if (Content.TryGetMemory(out var octets))
        {
            section = HeaderSection.Of(octets, MaxHeaderOctets);
        }
        else
        {
            var stream = Content.OpenRead();
            await using (stream.ConfigureAwait(false))
                section = await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
        }
        var header = MimeHeader.Parse(section.Octets);
        // The field the limit cuts is one that is not read.
        if (!section.IsComplete && !header.Fields.IsEmpty)
            header = MimeHeader.Of(header.Fields.RemoveAt(header.Fields.Length - 1));
        lock (_lock)
        {
            if (_header is null)
                (_header, _section) = (header, section);
            return _header;
        }
    }

    internal async ValueTask<MimePart> GetRootAsync(SieveOptions options, CancellationToken cancellationToken)
    {
        lock (_lock)
            if (_parsed is { } known)
                return known.Root;
        if (BeforeBody is { } mayRead)
            await mayRead(cancellationToken).ConfigureAwait(false);
        if (!Content.TryGetMemory(out var octets))
            octets = await ReadAsync(options.MaxMessageOctets, cancellationToken).ConfigureAwait(false);
        else if (octets.Length > options.MaxMessageOctets)
            octets = octets[..options.MaxMessageOctets];
        var root = MimePart.Parse(octets, options.Mime);
        lock (_lock)
            return (_parsed ??= (octets, root)).Root;
    }

    /// <summary>Lets go of the body, which is read again where it is asked for again.</summary>
    internal void ForgetBody()
    {
        lock (_lock)
            _parsed = null;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var octets = new byte[Math.Min(limit, Content.Length)];
        var stream = Content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return octets.AsMemory(0, length);
        }
    }
}

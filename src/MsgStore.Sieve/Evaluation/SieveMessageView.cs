using System.Buffers;
using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Sieve.Evaluation;

/// <summary>The message of one run: the message as received, and what the script has changed of it so far (RFC 5293, RFC 5703).</summary>
public sealed class SieveMessageView
{
    private readonly SieveRun _run;
    private readonly Dictionary<string, ImmutableArray<string>> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<MimePart, ReadOnlyMemory<byte>> _replacements = new(ReferenceEqualityComparer.Instance);
    private SieveMessage _message;
    private MessageContent _received;
    private MimeHeader? _changedHeader;
    private MimePart? _root;
    private MessageContent? _snapshot;
    private bool _isReplaced;
    private long _replacedOctets;
    private long _madeOctets;

    private const int MinMade = 256 * 1024;

    internal SieveMessageView(SieveRun run, SieveMessage message)
    {
        _run = run;
        _message = message;
        _received = message.Content;
        BeforeEnclosure = message.BeforeEnclosure;
    }

    /// <summary>The message the changes are made to.</summary>
    internal SieveMessage Source => _message;

    /// <summary>The message as it stood before it was enclosed first; <see langword="null"/> where it was not.</summary>
    internal MessageContent? BeforeEnclosure { get; private set; }

    /// <summary>Whether it differs from the message as received.</summary>
    public bool IsChanged => _changedHeader is not null || _replacements.Count > 0 || _isReplaced;

    /// <summary>The header fields as they stand now.</summary>
    public MimeHeader Header => _changedHeader ?? _run.Ask((_message, nameof(Header)), (_, token) => _message.GetHeaderAsync(token));

    /// <summary>The structure, as received or as the last change of the whole message made it.</summary>
    public MimePart Root => _root ??= _run.Ask((_message, nameof(Root)), (_, token) => _message.GetRootAsync(_run.Options, token));

    /// <summary>The size in octets, changes included.</summary>
    public long Size => Snapshot()?.Length ?? _message.Size;

    /// <summary>The unfolded and decoded values of the fields of a name, in the order of the message.</summary>
    public ImmutableArray<string> Values(string name)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _run.Spend(1 + (Header.Fields.Length >> 4));
            _values.Add(name, values = [.. Header.Find(name).Select(field => field.Text)]);
        }
        return values;
    }

    /// <summary>Changes the header fields.</summary>
    public void SetFields(ImmutableArray<MimeHeaderField> fields)
    {
        if (_message.Section is null)
            RequireWhole();
        _run.Spend(1 + (fields.Length >> 3));
        _changedHeader = MimeHeader.Of(fields);
        Invalidate();
    }

    /// <summary>Puts other octets in the place of a part (RFC 5703 §5).</summary>
    /// <param name="part">One of the parts under <see cref="Root"/>.</param>
    /// <param name="octets">Header and body.</param>
    public void ReplacePart(MimePart part, ReadOnlyMemory<byte> octets)
    {
        RequireWhole();
        _run.Spend(1 + (octets.Length >> 6));
        _replacedOctets += octets.Length - (_replacements.TryGetValue(part, out var before) ? before.Length : 0);
        if (_replacedOctets > MaxMade)
            throw _run.Error($"What stands in the place of parts has at most {MaxMade} octets.");
        _replacements[part] = octets;
        Invalidate();
    }

    /// <summary>What stands in the place of a part; <see langword="null"/> where it is the part itself.</summary>
    internal ReadOnlyMemory<byte>? ReplacementOf(MimePart part) => _replacements.TryGetValue(part, out var octets) ? (ReadOnlyMemory<byte>?)octets : null;

    /// <summary>Puts another message in the place of this one (RFC 5703 §5).</summary>
    public void ReplaceMessage(ReadOnlyMemory<byte> octets)
    {
        _run.Spend(1 + (octets.Length >> 6));
        SetMessage(SieveMessage.FromMemory(Counted(octets)), isChange: true);
    }

    /// <summary>Puts a message that encloses this one in its place, for all but who it is redirected to (RFC 5703 §6).</summary>
    internal void Enclose(ReadOnlyMemory<byte> octets)
    {
        BeforeEnclosure ??= Snapshot() ?? _message.Content;
        ReplaceMessage(octets);
    }

    /// <summary>The message as it stands, where it was changed; <see langword="null"/> for the message as received.</summary>
    public MessageContent? Snapshot() => IsChanged ? _snapshot ??= MakeSnapshot() : null;

    /// <summary>What a redirect sends: the message as it stands, or as it stood before it was enclosed; <see langword="null"/> for the message as received.</summary>
    internal MessageContent? RedirectSnapshot() =>
        BeforeEnclosure is not { } content ? Snapshot() : ReferenceEquals(content, _received) ? null : content;

    /// <summary>The octets of the message as it stands.</summary>
    public ReadOnlyMemory<byte> ToOctets()
    {
        RequireWhole();
        if (_changedHeader is null && _replacements.Count == 0)
            return Root.Octets;
        _run.Spend(1 + ((Root.Octets.Length + _replacedOctets) >> 6));
        var output = new ArrayBufferWriter<byte>(Root.Octets.Length + 256);
        if (_changedHeader is null)
            output.Write(Root.Octets.Span[..Root.HeaderLength]);
        else
            WriteHeader(output, _changedHeader, Root);
        WriteBody(output, Root);
        return output.WrittenMemory;
    }

    // A new header goes before the body as it is stored, which is not read for that.
    private MessageContent MakeSnapshot()
    {
        if (_replacements.Count > 0 || (_changedHeader is not null && _message.Section is null))
            return MessageContent.FromMemory(Counted(ToOctets()));
        if (_changedHeader is null || _message.Section is not { } section)
            return _message.Content;
        _run.Spend(1 + (section.Length >> 6));
        var received = MimePart.Parse(section, _run.Options.Mime);
        var output = new ArrayBufferWriter<byte>(section.Length + 256);
        WriteHeader(output, _changedHeader, received);
        output.Write(received.Body.Span);
        return _message.Content.WithStart(output.WrittenMemory, section.Length);
    }

    // Each action may have a message of its own, and all of them lie in memory until the run ends.
    private ReadOnlyMemory<byte> Counted(ReadOnlyMemory<byte> octets)
    {
        if ((_madeOctets += octets.Length) > MaxMade)
            throw _run.Error($"The messages that a script makes of one have at most {MaxMade} octets together.");
        return octets;
    }

    // What a script makes is bound to what was asked for when the message was read: a small message must not become a large one.
    private long MaxMade => Math.Min(_run.Options.MaxMessageOctets, Math.Max(MinMade, 4 * _received.Length));

    /// <summary>Takes over a message that another run changed.</summary>
    internal bool Change(MessageContent content)
    {
        SetMessage(SieveMessage.FromContent(content), isChange: true);
        return true;
    }

    internal void SetMessage(SieveMessage message, bool isChange = false)
    {
        _message = message;
        _changedHeader = null;
        _root = null;
        _replacements.Clear();
        _replacedOctets = 0;
        _isReplaced = isChange;
        if (!isChange)
            (_received, BeforeEnclosure) = (message.Content, message.BeforeEnclosure);
        Invalidate();
    }

    private void Invalidate()
    {
        _values.Clear();
        _snapshot = null;
    }

    // A message is changed whole or not at all: what lies beyond the limit would be lost.
    private void RequireWhole()
    {
        if (_message.Size > _run.Options.MaxMessageOctets)
            throw _run.Error($"A message of more than {_run.Options.MaxMessageOctets} octets cannot be changed.");
    }

    private void WriteHeader(ArrayBufferWriter<byte> output, MimeHeader header, MimePart received)
    {
        foreach (var field in header.Fields)
            WriteLines(output, field.Octets.Span);
        WriteUnread(output, received);
        output.Write(received.Octets.Span[received.HeaderOctets.Length..received.HeaderLength] is { IsEmpty: false } end ? end : "\r\n"u8);
    }

    // Lines that are no fields, and fields beyond the limits of reading, are nobody's to delete.
    private void WriteUnread(ArrayBufferWriter<byte> output, MimePart received)
    {
        var header = received.HeaderOctets.Span;
        var at = 0;
        foreach (var field in received.Header.Fields.Take(_run.Ask((_message, nameof(Header)), (_, token) => _message.GetHeaderAsync(token)).Fields.Length))
        {
            header.Overlaps(field.Octets.Span, out var start);
            WriteLines(output, header[at..start]);
            at = start + field.Octets.Length;
        }
        WriteLines(output, header[at..]);
    }

    /// <summary>Writes lines of a header, and the end of the last one where a message without body has none.</summary>
    internal static void WriteLines(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> lines)
    {
        output.Write(lines);
        if (!lines.IsEmpty && !lines.EndsWith("\n"u8))
            output.Write("\r\n"u8);
    }

    private void WriteBody(ArrayBufferWriter<byte> output, MimePart part)
    {
        // Parts stand in the body one after the other; what lies between them is copied.
        var written = 0;
        foreach (var child in part.Children)
        {
            if (!Contains(child))
                continue;
            if (part.IsBodyEncoded)
            {
                var inner = new ArrayBufferWriter<byte>(child.Octets.Length);
                WritePart(inner, child);
                output.Write(TransferEncoding.Encode(inner.WrittenMemory, part.Encoding).Span);
                return;
            }
            var start = child.Start - part.HeaderLength - part.Start;
            output.Write(part.Body.Span[written..start]);
            WritePart(output, child);
            written = start + child.Octets.Length;
        }
        output.Write(part.Body.Span[written..]);
    }

    private void WritePart(ArrayBufferWriter<byte> output, MimePart part)
    {
        if (_replacements.TryGetValue(part, out var octets))
        {
            output.Write(octets.Span);
            return;
        }
        output.Write(part.Octets.Span[..part.HeaderLength]);
        WriteBody(output, part);
    }

    private bool Contains(MimePart part) => part.SelfAndDescendants().Any(_replacements.ContainsKey);
}

using System.Collections.Immutable;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Which fields of which parts a test of header fields reads: all, or as <c>:index</c>, <c>:last</c> (RFC 5260) and <c>:mime</c> (RFC 5703) say.</summary>
internal sealed class HeaderSelection
{
    private readonly long _index;
    private readonly bool _isFromEnd;
    private readonly bool _isMime;
    private readonly bool _isAnyChild;

    private HeaderSelection(SieveBinding binding)
    {
        _index = binding.TagNumber("index") ?? 0;
        _isFromEnd = binding.HasTag("last");
        _isMime = binding.HasTag("mime");
        _isAnyChild = binding.HasTag("anychild");
        if (_isFromEnd && _index == 0)
            binding.Error("':last' stands only beside ':index'.");
        if (binding.HasTag("index") && _index == 0)
            binding.Error("':index' counts from 1.", binding.PositionOfTag("index"));
        if (_isAnyChild && !_isMime)
            binding.Error("':anychild' stands only beside ':mime'.");
    }

    /// <summary>Whether the fields are those of the message's header, all of them.</summary>
    public bool IsPlain => _index == 0 && !_isMime;

    public static HeaderSelection Of(SieveBinding binding) => new(binding);

    /// <summary>The parts whose headers are read.</summary>
    public IEnumerable<MimeHeader> Headers(SieveRun run)
    {
        if (!_isMime)
            return [run.Message.Header];
        var part = run.CurrentPart ?? run.Message.Root;
        if (_isAnyChild)
            return part.SelfAndDescendants().Select(inner => HeaderOf(run, inner));
        return [HeaderOf(run, part)];
    }

    /// <summary>The fields of a name.</summary>
    public IEnumerable<MimeHeaderField> Fields(SieveRun run, string name) => Headers(run).SelectMany(header =>
    {
        run.Spend(1 + (header.Fields.Length >> 4));
        return Pick(header, name);
    });

    private static MimeHeader HeaderOf(SieveRun run, MimePart part) => ReferenceEquals(part, run.Message.Root) ? run.Message.Header : part.Header;

    private IEnumerable<MimeHeaderField> Pick(MimeHeader header, string name)
    {
        var fields = header.Find(name);
        if (_index == 0)
            return fields;
        var all = fields.ToImmutableArray();
        var at = _isFromEnd ? all.Length - _index : _index - 1;
        return at >= 0 && at < all.Length ? [all[(int)at]] : [];
    }
}

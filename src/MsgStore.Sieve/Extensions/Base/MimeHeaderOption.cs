using System.Collections.Immutable;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>The piece of a field that <c>:type</c>, <c>:subtype</c>, <c>:contenttype</c> or <c>:param</c> selects (RFC 5703 §4.1).</summary>
internal sealed class MimeHeaderOption
{
    private readonly string _name;
    private readonly SieveStringList? _parameters;

    private MimeHeaderOption(string name, SieveStringList? parameters)
    {
        _name = name;
        _parameters = parameters;
    }

    public static IReadOnlyList<string> Names { get; } = ["type", "subtype", "contenttype", "param"];

    public static MimeHeaderOption? Of(SieveBinding binding)
    {
        if (Names.FirstOrDefault(binding.HasTag) is not { } name)
            return null;
        if (!binding.HasTag("mime"))
            binding.Error($"':{name}' stands only beside ':mime'.");
        return new(name, binding.TagStrings("param"));
    }

    public ImmutableArray<string> Values(SieveRun run, MimeHeaderField field)
    {
        run.Spend(1 + (field.RawText.Length >> 4));
        var value = MimeFieldValue.Parse(field.RawText);
        var slash = value.Value.IndexOf('/', StringComparison.Ordinal);
        // A field without subtype, as Content-Disposition, has a type alone.
        return _name switch
        {
            "type" => [slash < 0 ? value.Value : value.Value[..slash].TrimEnd()],
            "subtype" => slash < 0 ? [""] : [value.Value[(slash + 1)..].TrimStart()],
            "contenttype" => [slash < 0 ? value.Value : $"{value.Value[..slash].TrimEnd()}/{value.Value[(slash + 1)..].TrimStart()}"],
            _ => [.. _parameters!.Get(run).Select(name => value[name]).OfType<string>()],
        };
    }
}

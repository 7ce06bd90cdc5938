using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>body (RFC 5173): <c>:raw</c>, <c>:content</c> and <c>:text</c>.</summary>
internal sealed class BodyExtension : ISieveExtension
{
    private const int MaxCachedCharacters = 1024 * 1024;

    public string Name => "body";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("body", Body)
    {
        Arguments = [SieveArgumentKind.StringList],
        TakesMatching = true,
        Tags =
        [
            new("raw") { Group = "body transform" },
            new("text") { Group = "body transform" },
            new("content") { Group = "body transform", Value = SieveArgumentKind.StringList },
        ],
    });

    private static SieveTest Body(SieveBinding binding)
    {
        var matcher = binding.Matcher(binding.Strings(0), setsVariables: false);
        if (binding.HasTag("raw"))
            return run => matcher.Matches(run, Cached(run, "raw", () => run.Message.Root.HasBody ? [OctetText.Decode(run.Message.Root.Body.Span)] : []));
        return binding.TagStrings("content") is { } types
            ? run => matcher.Matches(run, [.. types.Get(run).SelectMany(type => Cached(run, "content " + type, () => [.. Contents(run.Message.Root, type)]))])
            : run => matcher.Matches(run, Cached(run, "text", () => [.. Texts(run.Message.Root)]));
    }

    private static IReadOnlyList<string> Cached(SieveRun run, string key, Func<IReadOnlyList<string>> make)
    {
        var cache = run.State<BodyCache>();
        if (!ReferenceEquals(cache.Root, run.Message.Root))
        {
            cache.Clear();
            cache.Root = run.Message.Root;
        }
        if (cache.TryGetValue(key, out var values))
            return values;
        run.Spend(1 + (cache.Root!.Octets.Length >> 8));
        // One form of a large body at a time.
        if (cache.Characters > MaxCachedCharacters)
            cache.Clear();
        cache.Add(key, values = make());
        cache.Characters += values.Sum(value => (long)value.Length);
        return values;
    }

    // §5.2: a type, a type with subtype, or nothing for all. What surrounds the parts of a multipart, and the header of a message within, stand for these.
    private static IEnumerable<string> Contents(MimePart root, string type)
    {
        if (type.StartsWith('/') || type.EndsWith('/') || type.Count(c => c == '/') > 1)
            yield break;
        foreach (var part in root.SelfAndDescendants())
        {
            if (!IsOfType(part, type) || !part.HasBody)
                continue;
            if (part.IsMultipart && !part.Children.IsEmpty)
            {
                yield return OctetText.Decode(part.Preamble.Span);
                yield return OctetText.Decode(part.Epilogue.Span);
            }
            else if (part.Children is [var message])
                yield return OctetText.Decode(message.HeaderOctets.Span);
            else
                yield return IsText(part) ? part.Text : OctetText.Decode(part.DecodedBody.Span);
        }
    }

    private static bool IsOfType(MimePart part, string type) => type.Length == 0
        || part.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        || !type.Contains('/', StringComparison.Ordinal) && part.MediaType.StartsWith(type + "/", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(MimePart part) => part.MediaType.StartsWith("text/", StringComparison.Ordinal);

    private static bool IsHtml(MimePart part) => part.MediaType is "text/html" or "application/xhtml+xml";

    // §5.3: what a person would read; of HTML that is its text.
    private static IEnumerable<string> Texts(MimePart root) =>
        root.SelfAndDescendants().Where(part => part.HasBody && part.IsEncodingKnown && (IsText(part) || IsHtml(part)))
            .Select(part => IsHtml(part) ? HtmlText.FromHtml(part.Text) : part.Text);

    private sealed class BodyCache() : Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
    {
        public MimePart? Root { get; set; }

        public long Characters { get; set; }

        public new void Clear()
        {
            base.Clear();
            Characters = 0;
        }
    }
}

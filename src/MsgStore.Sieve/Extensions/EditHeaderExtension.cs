using System.Collections.Immutable;
using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>editheader (RFC 5293): addheader and deleteheader.</summary>
internal sealed class EditHeaderExtension : ISieveExtension
{
    public string Name => "editheader";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(new("addheader", AddHeader) { Arguments = [SieveArgumentKind.String, SieveArgumentKind.String], Tags = [new("last")] });
        language.AddCommand(new("deleteheader", DeleteHeader)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList],
            HasOptionalEnd = true,
            TakesMatching = true,
            Tags = [new("last"), new("index") { Value = SieveArgumentKind.Number }],
        });
    }

    private static SieveStatement AddHeader(SieveBinding binding)
    {
        var (name, value) = (binding.String(0), binding.String(1));
        CheckName(binding, name);
        if (value.IsConstant)
            CheckValue(binding, name.Text, value.Text);
        var isLast = binding.HasTag("last");
        return run =>
        {
            var (field, body) = (NameIn(run, name), value.Get(run));
            if (run.Options.EditHeader.NeverAdded.Contains(field))
                return SieveFlow.Next;
            body = string.Join(' ', body.Split(['\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim(' ', '\t')));
            if (Encoding.UTF8.GetByteCount(body) + field.Length + 2 > run.Options.MaxAddedHeaderOctets)
                throw run.Error($"A field to add has at most {run.Options.MaxAddedHeaderOctets} octets.");
            var created = MimeHeaderField.Create(field, body);
            var fields = run.Message.Header.Fields;
            run.Message.SetFields(isLast ? fields.Add(created) : fields.Insert(0, created));
            return SieveFlow.Next;
        };
    }

    private static SieveStatement DeleteHeader(SieveBinding binding)
    {
        var name = binding.String(0);
        CheckName(binding, name);
        var index = binding.TagNumber("index") ?? 0;
        var isFromEnd = binding.HasTag("last");
        if (isFromEnd && index == 0)
            binding.Error("':last' stands only beside ':index'.");
        var matcher = binding.HasArgument(1) ? binding.Matcher(binding.Strings(1)) : null;
        if (matcher is null && (binding.Match.Type is not null || binding.Match.Comparator is not null))
            binding.Error("A match type or comparator stands only beside values to compare.");
        return run =>
        {
            var field = NameIn(run, name);
            if (!run.Options.EditHeader.NeverDeleted.Contains(field))
                Delete(run, field, Position(index, isFromEnd), matcher);
            return SieveFlow.Next;
        };
    }

    private static void CheckName(SieveBinding binding, SieveString name)
    {
        if (name.IsConstant && !MimeHeaderField.IsName(name.Text))
            binding.Error($"\"{name.Text}\" is no name of a header field.", binding.PositionOf(0));
    }

    private static void CheckValue(SieveBinding binding, string name, string value)
    {
        if (Encoding.UTF8.GetByteCount(value) + name.Length + 2 > binding.Options.MaxAddedHeaderOctets)
            binding.Error($"A field to add has at most {binding.Options.MaxAddedHeaderOctets} octets.", binding.PositionOf(1));
        if (value.Contains('\0', StringComparison.Ordinal))
            binding.Error("The value of a field cannot hold the octet 0.", binding.PositionOf(1));
    }

    private static string NameIn(SieveRun run, SieveString name) =>
        name.Get(run) is var text && MimeHeaderField.IsName(text) ? text : throw run.Error($"\"{text}\" is no name of a header field.");

    private static Func<int, int, bool> Position(long index, bool isFromEnd) =>
        index == 0 ? (_, _) => true : isFromEnd ? (at, count) => count - at == index : (at, _) => at + 1 == index;

    private static void Delete(SieveRun run, string name, Func<int, int, bool> isMeant, SieveMatcher? matcher)
    {
        var fields = run.Message.Header.Fields;
        run.Spend(1 + (fields.Length >> 3));
        var named = fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        var candidates = named.Where((_, at) => isMeant(at, named.Length)).ToImmutableArray();
        var deleted = matcher is null ? candidates
            : matcher.IsCount ? (matcher.Matches(run, [.. candidates.Select(field => field.Text)]) ? candidates : [])
            : [.. candidates.Where(field => matcher.MatchesAny(run, field.Text))];
        if (deleted.Length == 0)
            return;
        var gone = deleted.ToHashSet<MimeHeaderField>(ReferenceEqualityComparer.Instance);
        run.Message.SetFields([.. fields.Where(field => !gone.Contains(field))]);
    }
}

using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>date (RFC 5260 §4, §5): date and currentdate.</summary>
internal sealed class DateExtension : ISieveExtension
{
    private static readonly SieveTagDefinition Zone = new("zone") { Value = SieveArgumentKind.String, Group = "zone" };

    public string Name => "date";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("date", Date)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.String, SieveArgumentKind.StringList],
            TakesMatching = true,
            Tags = [Zone, new("originalzone") { Group = "zone" }],
        });
        language.AddTest(new("currentdate", CurrentDate)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList],
            TakesMatching = true,
            Tags = [Zone],
        });
    }

    private static SieveTest Date(SieveBinding binding)
    {
        var name = binding.String(0);
        HeaderTests.CheckNames(binding, new([name]));
        var part = Part(binding, 1);
        var zone = ZoneOf(binding);
        var isOriginal = binding.HasTag("originalzone");
        var matcher = binding.Matcher(binding.Strings(2));
        var selection = HeaderSelection.Of(binding);
        return run =>
        {
            // Without an index the first field counts (§4).
            var field = selection.Fields(run, name.Get(run)).FirstOrDefault();
            // The date of a trace field stands after its last semicolon (RFC 5321 §4.4).
            if (field is null || !MailDate.TryParse(field.RawText[(field.RawText.LastIndexOf(';') + 1)..], out var date))
                return matcher.Matches(run, []);
            return matcher.Matches(run, Values(isOriginal ? date : InZone(run, date, zone), part.Get(run)));
        };
    }

    private static SieveTest CurrentDate(SieveBinding binding)
    {
        var part = Part(binding, 0);
        var zone = ZoneOf(binding);
        var matcher = binding.Matcher(binding.Strings(1));
        return run => matcher.Matches(run, Values(InZone(run, run.Now, zone), part.Get(run)));
    }

    private static string[] Values(DateTimeOffset date, string part) => DatePart.Format(date, part) is { } value ? [value] : [];

    private static SieveString Part(SieveBinding binding, int index)
    {
        var part = binding.String(index);
        if (part.IsConstant && !DatePart.Names.Contains(part.Text, StringComparer.OrdinalIgnoreCase))
            binding.Error($"\"{part.Text}\" is no part of a date; there are {string.Join(", ", DatePart.Names)}.", binding.PositionOf(index));
        return part;
    }

    /// <summary>The zone a test asks for; <see langword="null"/> for the local one.</summary>
    public static SieveString? ZoneOf(SieveBinding binding)
    {
        var zone = binding.TagString("zone");
        if (zone is { IsConstant: true } && !MailDate.TryParseZone(zone.Text, out _))
            binding.Error($"\"{zone.Text}\" is no time zone; it is written as \"+0100\".", binding.PositionOfTag("zone"));
        return zone;
    }

    /// <summary>A date in the zone asked for, else in the local one.</summary>
    public static DateTimeOffset InZone(SieveRun run, DateTimeOffset date, SieveString? zone)
    {
        var offset = zone is not null && MailDate.TryParseZone(zone.Get(run), out var given) ? given : run.LocalZone.GetUtcOffset(date);
        var ticks = date.UtcTicks + offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? date : date.ToOffset(offset);
    }
}

using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>relational (RFC 5231): <c>:value</c> and <c>:count</c>.</summary>
internal sealed class RelationalExtension : ISieveExtension
{
    private static readonly string[] Relations = ["gt", "ge", "lt", "le", "eq", "ne"];

    public string Name => "relational";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddMatchType(new("value", Compare) { Parameters = Relations });
        // Counts are numbers whatever the comparator; with i;ascii-numeric, which RFC 5231 §4.2 recommends, it is the same.
        language.AddMatchType(new("count", context => Compare(context with { Comparator = AsciiNumericComparator.Instance })) { Parameters = Relations, IsCount = true });
    }

    private static SieveKeyMatch Compare(SieveKeyContext context)
    {
        var (comparator, key) = (context.Comparator, context.Key);
        Func<int, bool> holds = context.Parameter switch
        {
            "gt" => order => order > 0,
            "ge" => order => order >= 0,
            "lt" => order => order < 0,
            "le" => order => order <= 0,
            "eq" => order => order == 0,
            _ => order => order != 0,
        };
        return (_, value) => holds(comparator.Compare(value, key));
    }
}

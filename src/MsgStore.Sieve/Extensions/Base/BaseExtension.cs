using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>What every script may use (RFC 5228): the tests of §5, keep, discard, redirect and stop, comparators, match types and address parts.</summary>
internal sealed class BaseExtension : ISieveExtension
{
    public string Name => "";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddComparator(new AsciiCasemapComparator("i;ascii-casemap"));
        language.AddComparator(new OctetComparator());
        language.AddComparator(new UnicodeCasemapComparator());
        language.AddMatchType(new("is", MatchTypes.Is));
        language.AddMatchType(new("contains", MatchTypes.Contains) { NeedsSubstrings = true });
        language.AddMatchType(new("matches", MatchTypes.Matches) { NeedsSubstrings = true });
        language.AddAddressPart(new("all", (address, _) => address.Address));
        language.AddAddressPart(new("localpart", (address, _) => address.LocalPart));
        language.AddAddressPart(new("domain", (address, _) => address.Domain));
        LogicTests.Register(language);
        HeaderTests.Register(language);
        BaseActions.Register(language);
    }
}

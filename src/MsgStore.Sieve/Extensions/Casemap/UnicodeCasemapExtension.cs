using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>comparator-i;unicode-casemap (RFC 5051).</summary>
internal sealed class UnicodeCasemapExtension : ISieveExtension
{
    public string Name => "comparator-i;unicode-casemap";

    public void Register(SieveLanguageBuilder language)
    {
        // The comparator needs no capability, as in other engines; scripts that ask for it are right too.
    }
}

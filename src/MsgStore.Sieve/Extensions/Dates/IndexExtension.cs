using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>index (RFC 5260 §6): <c>:index</c> and <c>:last</c> choose one of several fields of a name.</summary>
internal sealed class IndexExtension : ISieveExtension
{
    public string Name => "index";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTag(new("index") { Value = SieveArgumentKind.Number }, "header", "address", "date");
        language.AddTag(new("last"), "header", "address", "date");
    }
}

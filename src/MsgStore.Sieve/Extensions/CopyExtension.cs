using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>copy (RFC 3894): <c>:copy</c> leaves the implicit keep as it is.</summary>
internal sealed class CopyExtension : ISieveExtension
{
    public string Name => "copy";

    public void Register(SieveLanguageBuilder language) =>
        language.AddTag(new("copy") { Modify = _ => (_, action) => action with { PreservesKeep = true } }, "fileinto", "redirect");
}

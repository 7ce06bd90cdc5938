using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>mime (RFC 5703 §4): <c>:mime</c>, <c>:anychild</c> and the pieces of structured fields, in header, address and exists.</summary>
internal sealed class MimeExtension : ISieveExtension
{
    public string Name => "mime";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTag(new("mime"), "header", "address", "exists");
        language.AddTag(new("anychild"), "header", "address", "exists");
        foreach (var option in MimeHeaderOption.Names)
            language.AddTag(new(option) { Group = "mime option", Value = option == "param" ? SieveArgumentKind.StringList : SieveArgumentKind.None }, "header");
    }
}

using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>subaddress (RFC 5233): <c>:user</c> and <c>:detail</c>. An address without separator has no detail, which matches nothing.</summary>
internal sealed class SubaddressExtension : ISieveExtension
{
    public string Name => "subaddress";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddAddressPart(new("user", (address, options) => Cut(address, options) is >= 0 and var at ? address.LocalPart![..at] : address.LocalPart));
        language.AddAddressPart(new("detail", (address, options) => Cut(address, options) is >= 0 and var at ? address.LocalPart![(at + 1)..] : null));
    }

    private static int Cut(MailAddress address, SieveOptions options) => (address.LocalPart ?? "").AsSpan().IndexOfAny(options.SubaddressSeparators);
}

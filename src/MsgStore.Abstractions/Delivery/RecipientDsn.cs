using System.Globalization;
using System.Text;

namespace MsgStore.Delivery;

/// <summary>The DSN parameters of RCPT (RFC 3461 §4.1, §4.2).</summary>
/// <param name="Notify">When to tell the sender; <see langword="null"/> without NOTIFY, which means failure, and delay at the server's choice.</param>
/// <param name="OriginalRecipient">
/// ORCPT as <c>type;address</c>, decoded from xtext; one of type utf-8 in its own encoding (RFC 6533 §3). <see langword="null"/> without one.
/// </param>
public sealed record RecipientDsn(DsnNotify? Notify, string? OriginalRecipient)
{
    /// <summary>Writes an address of type utf-8 where only ASCII may stand: what is beyond it as <c>\x{C3}</c> (RFC 6533 §3, utf-8-addr-xtext).</summary>
    /// <param name="originalRecipient">An address with its type.</param>
    public static string ToAscii(string originalRecipient)
    {
        ArgumentNullException.ThrowIfNull(originalRecipient);
        if (Ascii.IsValid(originalRecipient))
            return originalRecipient;
        var text = new StringBuilder(originalRecipient.Length);
        foreach (var rune in originalRecipient.EnumerateRunes())
            _ = rune.IsAscii ? text.Append((char)rune.Value) : text.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
        return text.ToString();
    }
}

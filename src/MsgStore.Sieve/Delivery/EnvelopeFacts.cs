using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>The transaction as scripts see it.</summary>
internal static class EnvelopeFacts
{
    private const string AddressType = "rfc822;";

    public static SieveEnvelope Of(Envelope envelope, Recipient recipient) => new()
    {
        From = envelope.From?.ToString() ?? "",
        To = recipient.Address.ToString(),
        OriginalTo = recipient.Dsn?.OriginalRecipient is { } original && original.StartsWith(AddressType, StringComparison.OrdinalIgnoreCase) ? original[AddressType.Length..] : null,
        AuthenticatedUser = envelope.AuthenticatedUser,
        Items = Items(envelope, recipient),
    };

    // RFC 6009 §4: the parameters as they stood in MAIL and RCPT.
    private static ImmutableDictionary<string, ImmutableArray<string>> Items(Envelope envelope, Recipient recipient)
    {
        var items = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        if (recipient.Dsn?.Notify is { } notify)
            items["notify"] = notify == DsnNotify.Never ? ["NEVER"] : [.. Enum.GetValues<DsnNotify>().Where(value => value != DsnNotify.Never && notify.HasFlag(value)).Select(value => value.ToString().ToUpperInvariant())];
        if (recipient.Dsn?.OriginalRecipient is { } original)
            items["orcpt"] = [original];
        if (envelope.Dsn?.Return is { } wanted)
            items["ret"] = [wanted == DsnReturn.Full ? "FULL" : "HDRS"];
        if (envelope.Dsn?.EnvelopeIdentifier is { } identifier)
            items["envid"] = [identifier];
        return items.ToImmutable();
    }
}

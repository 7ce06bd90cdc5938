using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Smtp;

/// <summary>Writes the Received field of this hop (RFC 5321 §4.4).</summary>
internal static class SmtpTrace
{
    /// <summary>The field, folded, CRLF included.</summary>
    public static byte[] Received(SmtpContext context, Envelope envelope)
    {
        var text = new StringBuilder("Received: from ").Append(context.ClientName);
        if (envelope.ClientIP is { } client)
            text.Append(" (").Append(Literal(client)).Append(')');
        text.Append("\r\n\tby ").Append(context.Options.ServerName)
            .Append(" with ").Append(Protocol(context, envelope.IsSmtpUtf8))
            .Append(" id ").Append(envelope.Id);

        // Further recipients may be blind copies, so one is named only where it is the only one (RFC 5321 §7.6).
        if (envelope.Recipients is [var only] && InAscii(only.Address) is { } address)
            text.Append("\r\n\tfor <").Append(address).Append('>');
        text.Append(";\r\n\t").Append(envelope.ReceivedAt.ToString("ddd, d MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // A field in UTF-8 would make a message in ASCII one that the next hop has to know SMTPUTF8 for (RFC 6531 §3.2).
    private static EmailAddress? InAscii(EmailAddress address) =>
        !address.IsInternationalized ? address
        : MailboxName.TryCanonicalizeDomain(address.Domain, out var domain) && EmailAddress.TryCreate(address.LocalPart, domain, out var written)
            && !written.IsInternationalized ? written : null;

    /// <summary>The protocol of the registry of RFC 3848 and RFC 6531 §4.3.</summary>
    private static string Protocol(SmtpContext context, bool isSmtpUtf8)
    {
        var suffix = (context.IsTls ? "S" : "") + (context.User is not null ? "A" : "");
        if (isSmtpUtf8)
            return (context.Options.Mode == SmtpMode.Lmtp ? "UTF8LMTP" : "UTF8SMTP") + suffix;
        if (context.Options.Mode == SmtpMode.Lmtp)
            return "LMTP" + suffix;
        return context.IsExtended ? "ESMTP" + suffix : "SMTP";
    }

    private static string Literal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";
}

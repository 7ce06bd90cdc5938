using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>HELO, EHLO and LHLO (RFC 5321 §4.1.1.1, RFC 2033 §4.1): the client names itself, an open transaction ends.</summary>
internal static class HelloCommand
{
    public static ValueTask<SmtpReply?> HeloAsync(SmtpContext context, CancellationToken cancellationToken) =>
        RunAsync(context, isExtended: false, cancellationToken);

    public static ValueTask<SmtpReply?> EhloAsync(SmtpContext context, CancellationToken cancellationToken) =>
        RunAsync(context, isExtended: true, cancellationToken);

    private static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, bool isExtended, CancellationToken cancellationToken)
    {
        if (!TryReadName(context.Argument, out var name))
            return SmtpReplies.BadArgument;
        context.Reset();
        var refusal = await context.AdmitAsync(
            AdmissionStage.Helo, asked => asked with { ClientHostname = name }, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            return refusal;
        context.ClientName = name;
        context.IsExtended = isExtended;
        return isExtended ? SmtpReply.Lines(250, Extensions(context)) : SmtpReply.Plain(250, context.Options.ServerName);
    }

    // The name goes into Received, so only what cannot break that field is let through; whether it is true is not asked (RFC 5321 §4.1.4).
    private static bool TryReadName(ReadOnlySpan<byte> argument, out string name)
    {
        var text = argument.Trim(" \t"u8);
        var isName = text.Length is > 0 and <= SmtpLineReader.MaxDomain && text.IndexOfAnyExcept(SmtpOctets.HostName) < 0;
        name = isName ? Encoding.ASCII.GetString(text) : "";
        return isName;
    }

    private static List<string> Extensions(SmtpContext context)
    {
        List<string> lines =
        [
            context.Options.ServerName,
            "PIPELINING",
            $"SIZE {context.Options.MaxMessageSizeInOctets}",
            "8BITMIME",
            "ENHANCEDSTATUSCODES",
            "SMTPUTF8",
            "DSN",
            "CHUNKING",
        ];
        if (context.OffersTls)
            lines.Add("STARTTLS");
        if (context.OffersAuth && context.User is null)
            lines.Add("AUTH PLAIN LOGIN");
        return lines;
    }
}

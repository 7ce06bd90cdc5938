using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Protocols.Smtp;

/// <summary>Whether the From field of a submitted message names the user who submits it (RFC 6409 §8.1).</summary>
internal static class FromHeaderCheck
{
    private static readonly SmtpReply NotOne = SmtpReply.Of(550, "5.6.0", "Message needs one From field with one address");
    private static readonly SmtpReply NotYours = SmtpReply.Of(550, "5.7.1", "From address is not one of yours");

    /// <summary>Checks the header section.</summary>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static async ValueTask<SmtpReply?> CheckAsync(SmtpContext context, ReadOnlyMemory<byte> header, CancellationToken cancellationToken)
    {
        if (FindFrom(header.Span) is not { } text || !TryReadAddress(text, out var address))
            return NotOne;
        return await SenderCheck.OwnsAsync(context, address, cancellationToken).ConfigureAwait(false) switch
        {
            true => null,
            false => NotYours,
            null => SmtpReplies.LookupFailed,
        };
    }

    private static string? FindFrom(ReadOnlySpan<byte> header)
    {
        string? found = null;
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
        {
            if (!field.Is("From"u8))
                continue;
            if (found is not null)
                return null;
            found = field.GetText();
        }

        return found;
    }

    /// <summary>Reads a mailbox-list of exactly one mailbox (RFC 5322 §3.4). Comments and display names are read over, not believed.</summary>
    internal static bool TryReadAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (!TryStrip(text, out var bare))
            return false;
        var open = bare.IndexOf('<', StringComparison.Ordinal);
        if (open < 0)
            return EmailAddress.TryParse(bare.Trim(), out address);
        var close = bare.IndexOf('>', StringComparison.Ordinal);
        return close > open && bare.LastIndexOf('<') == open && bare[(close + 1)..].Trim().Length == 0
            && EmailAddress.TryParse(bare[(open + 1)..close].Trim(), out address);
    }

    // Drops comments and the quoted strings of display names; refuses lists, groups and what does not close.
    private static bool TryStrip(string text, out string bare)
    {
        var kept = new StringBuilder(text.Length);
        bare = "";
        var depth = 0;
        var inAngle = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (depth == 0 && c == '"')
            {
                var end = EndOfQuoted(text, at);
                if (end < 0)
                    return false;

                // A quoted string directly before "@" is a local part, anywhere else a name.
                if (inAngle || (end + 1 < text.Length && text[end + 1] == '@'))
                    kept.Append(text, at, end - at + 1);
                at = end;
                continue;
            }

            if (c == '\\' && depth > 0)
                at++;
            else if (c == '(')
                depth++;
            else if (c == ')' && depth-- == 0)
                return false;
            else if (depth == 0 && c != ')')
            {
                if (c is ',' or ';' || (c == ':' && !inAngle))
                    return false;
                inAngle = c == '<' || (inAngle && c != '>');
                kept.Append(c);
            }
        }

        bare = kept.ToString();
        return depth == 0;
    }

    private static int EndOfQuoted(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return at;
        }

        return -1;
    }
}

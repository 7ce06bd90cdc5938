using System.Text;
using System.Text.Unicode;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>Reads what follows MAIL and RCPT, with the parameters this server announces.</summary>
internal static class MailParser
{
    private const int MaxParameters = 10;
    private const int MaxEnvelopeIdentifier = 100;
    private const int MaxOriginalRecipient = 500;

    private static ReadOnlySpan<byte> SmtpUtf8 => " SMTPUTF8"u8;

    /// <summary>Reads <c>FROM:&lt;reverse-path&gt; [parameters]</c>.</summary>
    /// <param name="text">What follows the verb.</param>
    /// <param name="allowAuth">Whether AUTH= is known (RFC 4954 §5).</param>
    /// <param name="mail">The arguments.</param>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static SmtpReply? ParseMail(ReadOnlySpan<byte> text, bool allowAuth, out MailArguments mail)
    {
        mail = new MailArguments();
        var reader = new SmtpLineReader(text, allowUtf8: true);
        if (!TryReadPath(ref reader, "FROM:"u8, out var path))
            return SmtpReplies.BadSender;
        if (!path.IsNull)
        {
            if (!path.TryGetAddress(null, out var from))
                return SmtpReplies.BadSender;
            mail = mail with { From = from };
        }

        var seen = new SeenParameters();
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadParameter(out var keyword, out var value) || !seen.TryAdd(keyword))
                return SmtpReplies.BadParameter;
            if (ApplyMail(keyword, value, allowAuth, ref mail) is { } refusal)
                return refusal;
        }

        return mail.From is { IsInternationalized: true } && !mail.IsSmtpUtf8 ? SmtpReplies.NeedsSmtpUtf8 : null;
    }

    /// <summary>Reads <c>TO:&lt;forward-path&gt; [parameters]</c>.</summary>
    /// <param name="text">What follows the verb.</param>
    /// <param name="isSmtpUtf8">Whether MAIL had SMTPUTF8.</param>
    /// <param name="postmasterDomain">The domain of <c>&lt;postmaster&gt;</c>.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="isPostmaster">Whether it was <c>&lt;postmaster&gt;</c> without a domain.</param>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static SmtpReply? ParseRcpt(ReadOnlySpan<byte> text, bool isSmtpUtf8, string postmasterDomain, out Recipient? recipient, out bool isPostmaster)
    {
        recipient = null;
        isPostmaster = false;
        var reader = new SmtpLineReader(text, allowUtf8: true);
        if (!TryReadPath(ref reader, "TO:"u8, out var path) || !path.TryGetAddress(path.IsPostmaster ? postmasterDomain : null, out var address))
            return SmtpReplies.BadRecipient;
        isPostmaster = path.IsPostmaster;
        if (address.IsInternationalized && !isSmtpUtf8)
            return SmtpReplies.NeedsSmtpUtf8;
        DsnNotify? notify = null;
        string? original = null;
        var seen = new SeenParameters();
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadParameter(out var keyword, out var value) || !seen.TryAdd(keyword))
                return SmtpReplies.BadParameter;
            var isNotify = Ascii.EqualsIgnoreCase(keyword, "NOTIFY"u8);
            if (!isNotify && !Ascii.EqualsIgnoreCase(keyword, "ORCPT"u8))
                return SmtpReplies.UnknownParameter;
            if (isNotify ? !TryReadNotify(value, out notify) : !TryReadOriginalRecipient(value, out original))
                return SmtpReplies.BadParameter;
        }

        recipient = new Recipient(address) { Dsn = notify is null && original is null ? null : new RecipientDsn(notify, original) };
        return null;
    }

    /// <summary>Reads what VRFY asks about: a mailbox, with or without brackets and a name before them, or <c>postmaster</c> (RFC 5321 §3.5.1, RFC 6531 §3.7.4.2).</summary>
    /// <param name="text">What follows the verb.</param>
    /// <param name="postmasterDomain">The domain of <c>postmaster</c> without one.</param>
    /// <param name="address">The address; <see langword="null"/> for a name that is none, which nobody can verify.</param>
    /// <param name="isPostmaster">Whether it was <c>postmaster</c> without a domain.</param>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static SmtpReply? ParseVrfy(ReadOnlySpan<byte> text, string postmasterDomain, out EmailAddress? address, out bool isPostmaster)
    {
        address = null;
        isPostmaster = false;
        var name = text.Trim(" \t"u8);
        var isSmtpUtf8 = name.Length > SmtpUtf8.Length && Ascii.EqualsIgnoreCase(name[^SmtpUtf8.Length..], SmtpUtf8);
        if (isSmtpUtf8)
            name = name[..^SmtpUtf8.Length].TrimEnd(" \t"u8);
        if (name.IsEmpty || !Utf8.IsValid(name))
            return SmtpReplies.BadArgument;
        // A name may stand before the brackets, and may itself hold one in quotes.
        var open = name[^1] == (byte)'>' ? name.LastIndexOf((byte)'<') : -1;
        byte[] bracketed = open >= 0 ? name[open..].ToArray() : [(byte)'<', .. name, (byte)'>'];
        if (!new SmtpLineReader(bracketed, allowUtf8: true).TryReadPath(out var path))
            return open >= 0 || name.Contains((byte)'@') ? SmtpReplies.BadRecipient : null;
        isPostmaster = path.IsPostmaster;
        if (!path.TryGetAddress(path.IsPostmaster ? postmasterDomain : null, out address))
            return null;
        return address.IsInternationalized && !isSmtpUtf8 ? SmtpReplies.NeedsSmtpUtf8 : null;
    }

    // A blank after the colon is not in the grammar; clients have written it for decades, and it can mean nothing else.
    private static bool TryReadPath(scoped ref SmtpLineReader reader, ReadOnlySpan<byte> word, out SmtpPath path)
    {
        path = default;
        reader.SkipSpaces();
        if (!reader.TrySkip(word))
            return false;
        reader.SkipSpaces();
        return reader.TryReadPath(out path);
    }

    private static SmtpReply? ApplyMail(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value, bool allowAuth, ref MailArguments mail)
    {
        if (Ascii.EqualsIgnoreCase(keyword, "SIZE"u8))
        {
            if (!SizeValue.TryParse(value, out var size))
                return SmtpReplies.BadParameter;
            mail = mail with { Size = size };
        }
        else if (Ascii.EqualsIgnoreCase(keyword, "BODY"u8))
            return Ascii.EqualsIgnoreCase(value, "7BIT"u8) || Ascii.EqualsIgnoreCase(value, "8BITMIME"u8) ? null : SmtpReplies.BadParameter;
        else if (Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8))
        {
            if (!value.IsEmpty)
                return SmtpReplies.BadParameter;
            mail = mail with { IsSmtpUtf8 = true };
        }
        else if (Ascii.EqualsIgnoreCase(keyword, "RET"u8))
        {
            var isFull = Ascii.EqualsIgnoreCase(value, "FULL"u8);
            if (!isFull && !Ascii.EqualsIgnoreCase(value, "HDRS"u8))
                return SmtpReplies.BadParameter;
            mail = mail with { Return = isFull ? DsnReturn.Full : DsnReturn.Headers };
        }
        else if (Ascii.EqualsIgnoreCase(keyword, "ENVID"u8))
        {
            if (!XText.TryDecode(value, MaxEnvelopeIdentifier, out var identifier) || identifier.Length == 0)
                return SmtpReplies.BadParameter;
            mail = mail with { EnvelopeIdentifier = identifier };
        }
        else if (allowAuth && Ascii.EqualsIgnoreCase(keyword, "AUTH"u8))

            // Who first submitted the message is told between hosts that trust each other. None is trusted here, so it is read and not believed.
            return XText.TryDecode(value, MaxOriginalRecipient, out _) ? null : SmtpReplies.BadParameter;
        else
            return SmtpReplies.UnknownParameter;
        return null;
    }

    private static bool TryReadNotify(ReadOnlySpan<byte> value, out DsnNotify? notify)
    {
        notify = DsnNotify.Never;
        if (Ascii.EqualsIgnoreCase(value, "NEVER"u8))
            return true;
        foreach (var range in value.Split((byte)','))
        {
            var word = value[range];
            var flag = Ascii.EqualsIgnoreCase(word, "SUCCESS"u8) ? DsnNotify.Success
                : Ascii.EqualsIgnoreCase(word, "FAILURE"u8) ? DsnNotify.Failure
                : Ascii.EqualsIgnoreCase(word, "DELAY"u8) ? DsnNotify.Delay : DsnNotify.Never;
            if (flag == DsnNotify.Never)
                return false;
            notify |= flag;
        }

        return notify != DsnNotify.Never;
    }

    // addr-type ";" xtext (RFC 3461 §4.2); utf-8 addresses come in their own encoding (RFC 6533 §3), kept as it is.
    private static bool TryReadOriginalRecipient(ReadOnlySpan<byte> value, out string? original)
    {
        original = null;
        var semicolon = value.IndexOf((byte)';');
        if (semicolon < 1 || value[..semicolon].ContainsAnyExcept(SmtpOctets.Keyword) || value.Length > MaxOriginalRecipient)
            return false;
        var type = Encoding.ASCII.GetString(value[..semicolon]);
        var isUtf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (isUtf8 && Utf8.IsValid(value))
        {
            original = Encoding.UTF8.GetString(value);
            return value.Length > semicolon + 1;
        }

        if (!XText.TryDecode(value[(semicolon + 1)..], MaxOriginalRecipient, out var address) || address.Length == 0)
            return false;
        original = $"{type};{address}";
        return true;
    }

    /// <summary>No parameter may come twice, nor too many of them.</summary>
    private struct SeenParameters()
    {
        private readonly List<string> _keywords = new(MaxParameters);

        public readonly bool TryAdd(ReadOnlySpan<byte> keyword)
        {
            var name = Encoding.ASCII.GetString(keyword);
            if (_keywords.Count == MaxParameters || _keywords.Contains(name, StringComparer.OrdinalIgnoreCase))
                return false;
            _keywords.Add(name);
            return true;
        }
    }
}

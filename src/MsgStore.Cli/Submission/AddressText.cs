using MsgStore.Delivery;

namespace MsgStore.Cli.Submission;

/// <summary>Reads addresses as mail servers and mail programs hand them over.</summary>
/// <param name="domain">The domain of addresses without one.</param>
internal sealed class AddressText(string domain)
{
    private const string BounceSender = "MAILER-DAEMON";

    /// <summary>Reads a sender.</summary>
    /// <param name="text">An address, with or without angle brackets; empty, <c>&lt;&gt;</c> and <c>MAILER-DAEMON</c> are the null reverse-path.</param>
    /// <exception cref="ToolException">It is none.</exception>
    public EmailAddress? ReadSender(string text)
    {
        var bare = Bare(text);
        return bare.Length == 0 || bare.Equals(BounceSender, StringComparison.OrdinalIgnoreCase) ? null
            : TryRead(bare) ?? throw new ToolException(ExitCode.DataError, $"The sender '{text}' is not an address of the form user@example.com.") { Status = new(5, 1, 7) };
    }

    /// <summary>Reads a sender a message claims; <see langword="null"/> for none and for what is no address.</summary>
    public EmailAddress? FindSender(string? text) => text is null || Bare(text).Equals(BounceSender, StringComparison.OrdinalIgnoreCase) ? null : TryRead(Bare(text));

    /// <summary>Reads a recipient.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    public Recipient ReadRecipient(string text) => TryRead(Bare(text)) is { } address
        ? new Recipient(address)
        : throw new ToolException(ExitCode.DataError, $"The recipient '{text}' is not an address of the form user@example.com.") { Status = new(5, 1, 3) };

    private static string Bare(string text) => text.Trim() is ['<', .. var inner, '>'] ? inner : text.Trim();

    private EmailAddress? TryRead(string text)
    {
        if (EmailAddress.TryParse(text, out var address))
            return address;
        return !text.Contains('@', StringComparison.Ordinal) && EmailAddress.TryCreate(text, domain, out address) ? address : null;
    }
}

using System.Collections.Immutable;

namespace MsgStore.Mime;

/// <content>What most readers want of a message.</content>
public sealed partial class MimePart
{
    private const int FirstRead = 64 * 1024;

    /// <summary>Subject, decoded; empty where there is none.</summary>
    public string Subject => Header.First("Subject")?.Text.Trim() ?? "";

    /// <summary>The addresses of From.</summary>
    public IReadOnlyList<MailAddress> From => AddressesOf("From");

    /// <summary>The addresses of To, of all fields of that name.</summary>
    public IReadOnlyList<MailAddress> To => AddressesOf("To");

    /// <summary>The addresses of Cc, of all fields of that name.</summary>
    public IReadOnlyList<MailAddress> Cc => AddressesOf("Cc");

    /// <summary>Date; <see langword="null"/> where it is missing or is none.</summary>
    public DateTimeOffset? Date => Header.First("Date") is { } found && MailDate.TryParse(found.RawText, out var date) ? date : null;

    /// <summary>Message-ID without its angle brackets; <see langword="null"/> where it is missing.</summary>
    public string? MessageId => Header.First("Message-ID")?.RawText.Trim().TrimStart('<').TrimEnd('>') is { Length: > 0 } id ? id : null;

    /// <summary>The text a person reads: that of the first text/plain, or else of the first text/html, without its marks. <see langword="null"/> where there is neither.</summary>
    public string? TextBody => FindBody("text/plain")?.Text ?? (HtmlBody is { } html ? HtmlText.FromHtml(html) : null);

    /// <summary>The first text/html, as it came: show it to nobody before it is cleaned. <see langword="null"/> where there is none.</summary>
    public string? HtmlBody => FindBody("text/html")?.Text;

    /// <summary>Whether the part is for a file of its own: it says so (RFC 2183 §2.2), or it has a file name.</summary>
    public bool IsAttachment => Disposition.Value.Equals("attachment", StringComparison.OrdinalIgnoreCase) || FileName is not null;

    /// <summary>The name its sender gives it, or else of Content-Type; <see langword="null"/> for none. It is theirs: no path to write to.</summary>
    public string? FileName => Disposition["filename"] ?? ContentType["name"];

    /// <summary>The parts for files of their own, without those within attached messages.</summary>
    public IEnumerable<MimePart> Attachments => IsAttachment && !IsMultipart ? [this] : IsMultipart ? Children.SelectMany(child => child.Attachments) : [];

    /// <summary>Reads a message from a stream. Any octets are read to an end.</summary>
    /// <param name="message">The message from its first octet; stays open.</param>
    /// <param name="limits">How much is read; <see langword="null"/> means the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is longer than <see cref="MimeLimits.MaxOctets"/>.</exception>
    public static async ValueTask<MimePart> ParseAsync(Stream message, MimeLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        limits ??= new();
        var longest = (int)Math.Clamp(limits.MaxOctets, 0L, Array.MaxLength - 1);
        var expected = message.CanSeek ? Math.Max(0, message.Length - message.Position) : Math.Min(FirstRead, longest);
        if (expected > longest)
            throw TooLong(longest);
        // One octet more, so that the end is seen without a longer array.
        var octets = new byte[expected + 1];
        var length = 0;
        while (await message.ReadAsync(octets.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            length += count;
            if (length > longest)
                throw TooLong(longest);
            if (length == octets.Length)
                Array.Resize(ref octets, (int)Math.Min(octets.Length * 2L, longest + 1L));
        }
        return Parse(octets.AsMemory(0, length), limits);
    }

    private static InvalidDataException TooLong(int longest) => new($"The message has more than {longest} octets; MimeLimits.MaxOctets says how many are read.");

    private ImmutableArray<MailAddress> AddressesOf(string name) => [.. Header.Find(name).SelectMany(field => MailAddressList.Parse(field.RawText))];

    private MimePart? FindBody(string mediaType)
    {
        if (IsMultipart)
            return Children.Select(child => child.FindBody(mediaType)).FirstOrDefault(found => found is not null);
        return MediaType == mediaType && !IsAttachment ? this : null;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Queue.Dkim;

/// <summary>Signs messages (RFC 6376): relaxed/relaxed, every key of the author's domain. Safe for concurrent use.</summary>
/// <param name="keys">The keys; they stay the caller's.</param>
/// <param name="time">The clock for t=.</param>
public sealed class DkimSigner(IReadOnlyCollection<DkimKey> keys, TimeProvider time)
{
    private const int MaxHeader = 256 * 1024;
    private const int BlockSize = 16 * 1024;
    private const int FoldAt = 72;

    /// <summary>Makes the signature fields of a message, each ended by CRLF, to be put in front of it.</summary>
    /// <param name="content">The message, plaintext.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Empty where the message has not exactly one author's domain, or no key is of it.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(MessageContent content, CancellationToken cancellationToken = default)
    {
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            var header = await HeaderSection.ReadAsync(stream, MaxHeader, cancellationToken).ConfigureAwait(false);
            if (!header.IsComplete)
                return default;
            var signing = KeysFor(header.Octets.Span);
            if (signing.IsEmpty)
                return default;
            var bodyHash = await HashAsync(content, header.Octets.Length, cancellationToken).ConfigureAwait(false);
            return Encoding.ASCII.GetBytes(string.Concat(signing.Select(key => Field(key, header.Octets.Span, bodyHash))));
        }
    }

    private ImmutableArray<DkimKey> KeysFor(ReadOnlySpan<byte> header)
    {
        string? domain = null;
        var reader = new HeaderFieldReader(header);
        var isFirst = true;
        while (reader.TryRead(out var field))
        {
            // An empty line will come before it, with the signature behind which nothing is a header field any more.
            if (isFirst && field.Name.IsEmpty)
                return [];
            isFirst = false;
            if (!field.Is("From"u8))
                continue;
            if (domain is not null)
                return [];
            var domains = MailAddressList.Parse(field.GetText()).Select(address => Labels(address.Domain)).Distinct(StringComparer.Ordinal).ToList();
            if (domains is not [{ Length: > 0 } only])
                return [];
            domain = only;
        }

        return [.. keys.Where(key => key.Domain == domain)];
    }

    private static string Labels(string? domain)
    {
        try
        {
            return domain is null ? "" : (Ascii.IsValid(domain) ? domain : new IdnMapping().GetAscii(domain)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    // A stream of a message need not be able to seek: the header section is read over.
    private static async ValueTask<byte[]> HashAsync(MessageContent content, int headerLength, CancellationToken cancellationToken)
    {
        using var hash = new BodyHash();
        var block = new byte[BlockSize];
        var skip = headerLength;
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            int read;
            while ((read = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
            {
                var skipped = Math.Min(skip, read);
                hash.Append(block.AsSpan(skipped, read - skipped));
                skip -= skipped;
            }
        }

        CryptographicOperations.ZeroMemory(block);
        return hash.Finish();
    }

    private string Field(DkimKey key, ReadOnlySpan<byte> header, byte[] bodyHash)
    {
        var (names, canonical) = HeaderCanonicalizer.Of(header);
        var seconds = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string[] tags =
        [
            "v=1;", $"a={key.Algorithm};", "c=relaxed/relaxed;", $"d={key.Domain};", $"s={key.Selector};", $"t={seconds};",
            .. Pieces("h=", names.Split(':').Select(name => name + ":"), ";"), $"bh={Convert.ToBase64String(bodyHash)};",
        ];
        var unsigned = Fold(tags) + "\r\n\tb=";

        // The field itself is signed with an empty b= and without its CRLF (RFC 6376 §3.7).
        var body = Encoding.ASCII.GetBytes(unsigned["DKIM-Signature:".Length..]);
        var signature = key.SignHash(SHA256.HashData([.. canonical, .. HeaderCanonicalizer.Relax("DKIM-Signature"u8, body)]));
        var base64 = Convert.ToBase64String(signature);
        return unsigned + string.Join("\r\n\t ", base64.Chunk(FoldAt).Select(chunk => new string(chunk))) + "\r\n";
    }

    // A colon may be followed by a fold (RFC 6376 §3.5), so that a long list is parted there.
    private static IEnumerable<string> Pieces(string start, IEnumerable<string> parts, string end)
    {
        var piece = new StringBuilder(start);
        foreach (var part in parts)
        {
            if (piece.Length + part.Length > FoldAt)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(part);
        }

        yield return piece.ToString().TrimEnd(':') + end;
    }

    private static string Fold(IEnumerable<string> tags)
    {
        var field = new StringBuilder("DKIM-Signature:");
        var line = field.Length;
        foreach (var tag in tags)
        {
            var fits = line + 1 + tag.Length <= FoldAt + 4;
            field.Append(fits ? " " : "\r\n\t").Append(tag);
            line = fits ? line + 1 + tag.Length : 1 + tag.Length;
        }

        return field.ToString();
    }
}

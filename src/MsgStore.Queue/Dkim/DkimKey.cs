using System.Security.Cryptography;
using System.Text;
using MsgStore.Encryption.Signatures;

namespace MsgStore.Queue.Dkim;

/// <summary>A private key that signs mail: RSA (RFC 6376 §3.3.1) or Ed25519 (RFC 8463 §3). Disposing zeroes it.</summary>
public sealed class DkimKey : IDisposable
{
    private const int MinRsaBits = 1024;

    // PKCS #8 with the algorithm 1.3.101.112 and nothing else (RFC 8410 §7): what follows is the seed.
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly RSA? _rsa;
    private readonly Ed25519Key? _ed25519;

    private DkimKey(string domain, string selector, RSA? rsa, Ed25519Key? ed25519)
    {
        Domain = domain;
        Selector = selector;
        _rsa = rsa;
        _ed25519 = ed25519;
    }

    /// <summary>The signing domain (d=), A-labels in lower case.</summary>
    public string Domain { get; }

    /// <summary>The selector (s=).</summary>
    public string Selector { get; }

    /// <summary>The value of a=.</summary>
    public string Algorithm => _rsa is null ? "ed25519-sha256" : "rsa-sha256";

    /// <summary>The TXT record that publishes the public half, at <c>selector._domainkey.domain</c>.</summary>
    public string PublicRecord => _rsa is null
        ? $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(_ed25519!.PublicKey.Span)}"
        : $"v=DKIM1; k=rsa; p={Convert.ToBase64String(_rsa.ExportSubjectPublicKeyInfo())}";

    /// <summary>Reads a key.</summary>
    /// <param name="domain">The signing domain.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="pem">The private key in PEM.</param>
    /// <exception cref="ArgumentException">The key is of no kind that signs mail, or too short, or domain or selector cannot stand in DNS.</exception>
    public static DkimKey FromPem(string domain, string selector, string pem)
    {
        domain = ToLabels(domain, nameof(domain));
        selector = ToLabels(selector, nameof(selector));
        if (TryReadEd25519(pem, out var ed25519))
            return new DkimKey(domain, selector, null, ed25519);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new ArgumentException("The text is no PEM of a private RSA or Ed25519 key without a pass phrase.", nameof(pem), e);
        }

        if (rsa.KeySize >= MinRsaBits)
            return new DkimKey(domain, selector, rsa, null);
        var bits = rsa.KeySize;
        rsa.Dispose();
        throw new ArgumentException($"The RSA key has {bits} bits; verifiers take no signature of a key below {MinRsaBits} (RFC 8301 §3.2).", nameof(pem));
    }

    /// <summary>Signs the SHA-256 of what is signed.</summary>
    public byte[] SignHash(byte[] hash) =>
        _rsa?.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? _ed25519!.Sign(hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa?.Dispose();
        _ed25519?.Dispose();
    }

    private static bool TryReadEd25519(string pem, out Ed25519Key? key)
    {
        key = null;
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual("PRIVATE KEY"))
            return false;
        var octets = new byte[fields.DecodedDataLength];
        try
        {
            if (!Convert.TryFromBase64Chars(pem.AsSpan()[fields.Base64Data], octets, out var length)
                || length != Ed25519Prefix.Length + Ed25519Key.SeedOctets || !octets.AsSpan().StartsWith(Ed25519Prefix))
                return false;
            key = new Ed25519Key(octets.AsSpan(Ed25519Prefix.Length, Ed25519Key.SeedOctets));
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private static string ToLabels(string name, string parameter)
    {
        try
        {
            var labels = (Ascii.IsValid(name) ? name : new System.Globalization.IdnMapping().GetAscii(name)).ToLowerInvariant();
            if (labels.Length is > 0 and <= 253 && labels.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                return labels;
        }
        catch (ArgumentException)
        {
            // Told below, with the parameter's own name.
        }

        throw new ArgumentException($"'{name}' is no name of the domain name system.", parameter);
    }
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Hosting.Tls;

/// <summary>
/// One certificate and its key in files, read again when what these hold changes, through links as well. Whatever a renewal leaves for a while (one
/// file of two, half a file, none), the last good pair serves; each such state is logged once. Not safe for concurrent use.
/// </summary>
/// <param name="locate">Finds the two files, or makes them.</param>
/// <param name="certificateFile">The certificate's file, or the folder it is made in, for messages.</param>
/// <param name="logger">Takes the news.</param>
internal sealed class CertificatePair(Func<(string CertificateFile, string KeyFile)> locate, string certificateFile, ILogger logger)
{
    private const int MaxOctets = 1024 * 1024;

    private static readonly CipherSuitesPolicy? Ciphers = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ])
        : null;

    private byte[] _good = [];
    private byte[] _bad = [];

    /// <summary>The settings with the last good pair; <see langword="null"/> before the first.</summary>
    public SslServerAuthenticationOptions? Settings { get; private set; }

    /// <summary>The DNS names that the last good pair is for, lower case; one may begin with <c>*.</c> (RFC 6125 §6.4.3).</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Why the present files are no good pair; <see langword="null"/> where they are.</summary>
    public string? Failure { get; private set; }

    /// <summary>Looks at the files.</summary>
    /// <returns>Whether there is another pair than before.</returns>
    public bool Look()
    {
        try
        {
            var (certificateFile, keyFile) = locate();
            var (certificate, key) = (OperatorFile.ReadAll(certificateFile, MaxOctets), OperatorFile.ReadAll(keyFile, MaxOctets));
            try
            {
                return Take(certificateFile, keyFile, certificate, key);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail($"The certificate in {certificateFile} cannot be read: {exception.Message}");
            return false;
        }
    }

    private bool Take(string certificateFile, string keyFile, byte[] certificate, byte[] key)
    {
        // By what they hold, not by their stamps: a link to a link, a copy with the old date and two renewals in one second are seen alike.
        var content = SHA256.HashData([.. SHA256.HashData(certificate), .. SHA256.HashData(key)]);
        if (content.AsSpan().SequenceEqual(_bad))
            return false;
        if (content.AsSpan().SequenceEqual(_good))
        {
            Failure = null;
            return false;
        }
        try
        {
            (Settings, Names) = Read(certificate, key);
            (_good, _bad, Failure) = (content, [], null);
            HostingLog.CertificateRead(logger, certificateFile);
            return true;
        }
        // A key that belongs to another certificate is an argument's fault to the runtime.
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            (_bad, Failure) = (content, null);
            Fail($"The certificate in {certificateFile} and the key in {keyFile} are no good pair: {exception.Message}");
            return false;
        }
    }

    private void Fail(string reason)
    {
        if (reason == Failure)
            return;
        Failure = reason;
        if (Settings is not null)
            HostingLog.CertificateNotRead(logger, reason);
    }

    private static (SslServerAuthenticationOptions Settings, IReadOnlyList<string> Names) Read(byte[] certificateOctets, byte[] keyOctets)
    {
        var certificateText = Encoding.UTF8.GetString(certificateOctets);
        var keyText = Encoding.UTF8.GetChars(keyOctets);
        try
        {
            using var pem = X509Certificate2.CreateFromPem(certificateText, keyText);
            // The TLS library wants a key that is bound to the certificate for good, as it is after a round trip through PKCS #12.
            var pkcs12 = pem.Export(X509ContentType.Pkcs12);
            var certificate = X509CertificateLoader.LoadPkcs12(pkcs12, password: null);
            CryptographicOperations.ZeroMemory(pkcs12);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificateText);
            return (new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CipherSuitesPolicy = Ciphers,
                AllowRenegotiation = false,
            }, NamesOf(certificate));
        }
        finally
        {
            Array.Clear(keyText);
        }
    }

    private static string[] NamesOf(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).Select(name => name.ToLowerInvariant())];
}

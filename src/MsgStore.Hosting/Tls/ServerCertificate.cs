using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Tls;

/// <summary>
/// The certificate of this host, read again when its files change; a pair that cannot be read is logged and the one before stays. TLS 1.2 and
/// 1.3 with forward secrecy and authenticated encryption only (RFC 9325 §3.1, §4.2).
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="timeProvider">The clock of the look at the files.</param>
/// <param name="logger">Takes the news.</param>
public sealed class ServerCertificate(IOptions<TlsOptions> options, TimeProvider timeProvider, ILogger<ServerCertificate> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly CipherSuitesPolicy? Ciphers = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ])
        : null;

    private readonly Lock _lock = new();
    private SslServerAuthenticationOptions? _current;
    private (DateTime, DateTime) _stamp;
    private long _looked;

    /// <summary>Whether the host can offer TLS.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>The settings of the next handshake.</summary>
    /// <exception cref="InvalidOperationException">No certificate is configured, or none could be read yet.</exception>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || timeProvider.GetElapsedTime(_looked) > LookEvery)
                    Look();
                return _current ?? throw new InvalidOperationException("There is no certificate; set Tls:CertificateFile, or Tls:DevelopmentFolder for trying things out.");
            }
        }
    }

    private void Look()
    {
        _looked = timeProvider.GetTimestamp();
        if (!IsConfigured)
            return;
        try
        {
            var (certificateFile, keyFile) = options.Value.CertificateFile is { } file
                ? (file, options.Value.KeyFile ?? file)
                : DevelopmentCertificate.Ensure(options.Value.DevelopmentFolder ?? ".", timeProvider.GetUtcNow());
            var stamp = (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
            if (_current is not null && stamp == _stamp)
                return;
            _current = Read(certificateFile, keyFile);
            _stamp = stamp;
            HostingLog.CertificateRead(logger, certificateFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException && _current is not null)
        {
            HostingLog.CertificateNotRead(logger, exception);
        }
    }

    private static SslServerAuthenticationOptions Read(string certificateFile, string keyFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        // The TLS library wants a key that is bound to the certificate for good, as it is after a round trip through PKCS #12.
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CipherSuitesPolicy = Ciphers,
            AllowRenegotiation = false,
        };
    }
}

using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Hosting.Tls;

/// <summary>
/// The certificate of this host, read again when what its files hold changes, through links as well. Whatever a renewal leaves for a while (one
/// file of two, half a file, none), the last good pair serves; each such state is logged once. TLS 1.2 and 1.3 with forward secrecy and
/// authenticated encryption only (RFC 9325 §3.1, §4.2).
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="timeProvider">The clock of the look at the files.</param>
/// <param name="logger">Takes the news.</param>
public sealed class ServerCertificate(IOptions<TlsOptions> options, TimeProvider timeProvider, ILogger<ServerCertificate> logger)
{
    private const int MaxOctets = 1024 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(50);

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
    private byte[] _good = [];
    private byte[] _bad = [];
    private string? _failure;
    private long _looked;

    /// <summary>Whether the host can offer TLS.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>The settings of the next handshake.</summary>
    /// <exception cref="InvalidOperationException">No certificate is configured, or none could be read yet; the message says why.</exception>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || timeProvider.GetElapsedTime(_looked) > LookEvery)
                    Look();
                return _current ?? throw new InvalidOperationException(
                    _failure ?? "There is no certificate; set Tls:CertificateFile, or Tls:DevelopmentFolder for trying things out.");
            }
        }
    }

    /// <summary>Waits at a host's start until there is a good pair: it may start in the middle of a renewal, or beside another that makes the pair.</summary>
    /// <exception cref="InvalidOperationException">There was none within a few seconds.</exception>
    internal async ValueTask WaitForFirstAsync(CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(StartPause, cancellationToken).ConfigureAwait(false))
            try
            {
                _ = Current;
                return;
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(start) < StartLimit)
            {
                // Looked at again.
            }
    }

    private void Look()
    {
        _looked = timeProvider.GetTimestamp();
        if (!IsConfigured)
            return;
        var (certificateFile, keyFile) = (options.Value.CertificateFile ?? options.Value.DevelopmentFolder ?? "", "");
        try
        {
            (certificateFile, keyFile) = options.Value.CertificateFile is { } file
                ? (file, options.Value.KeyFile ?? file)
                : DevelopmentCertificate.Ensure(options.Value.DevelopmentFolder ?? ".", timeProvider.GetUtcNow());
            var (certificate, key) = (OperatorFile.ReadAll(certificateFile, MaxOctets), OperatorFile.ReadAll(keyFile, MaxOctets));
            try
            {
                Take(certificateFile, keyFile, certificate, key);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail($"The certificate cannot be read: {exception.Message}");
        }
    }

    private void Take(string certificateFile, string keyFile, byte[] certificate, byte[] key)
    {
        // By what they hold, not by their stamps: a link to a link, a copy with the old date and two renewals in one second are seen alike.
        var content = SHA256.HashData([.. SHA256.HashData(certificate), .. SHA256.HashData(key)]);
        if (content.AsSpan().SequenceEqual(_bad))
            return;
        if (content.AsSpan().SequenceEqual(_good))
        {
            _failure = null;
            return;
        }
        try
        {
            _current = Read(certificate, key);
            (_good, _bad, _failure) = (content, [], null);
            HostingLog.CertificateRead(logger, certificateFile);
        }
        // A key that belongs to another certificate is an argument's fault to the runtime.
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            (_bad, _failure) = (content, null);
            Fail($"The certificate in {certificateFile} and the key in {keyFile} are no good pair: {exception.Message}");
        }
    }

    private void Fail(string reason)
    {
        if (reason == _failure)
            return;
        _failure = reason;
        if (_current is not null)
            HostingLog.CertificateNotRead(logger, reason);
    }

    private static SslServerAuthenticationOptions Read(byte[] certificateOctets, byte[] keyOctets)
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
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CipherSuitesPolicy = Ciphers,
                AllowRenegotiation = false,
            };
        }
        finally
        {
            Array.Clear(keyText);
        }
    }
}

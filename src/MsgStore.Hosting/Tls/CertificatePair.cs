using System.Globalization;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Hosting.Tls;

/// <summary>
/// One certificate and its key in files, read again when what these hold changes, through links as well. Whatever a renewal leaves for a while (one
/// file of two, half a file, none), the last good pair serves, and a certificate whose time has not come or is over takes the place of none that is valid;
/// each such state is logged once. Not safe for concurrent use.
/// </summary>
/// <param name="locate">Finds the two files, or makes them.</param>
/// <param name="certificateFile">The certificate's file, or the folder it is made in, for messages.</param>
/// <param name="time">The clock of what is valid.</param>
/// <param name="logger">Takes the news.</param>
internal sealed class CertificatePair(Func<(string CertificateFile, string KeyFile)> locate, string certificateFile, TimeProvider time, ILogger logger)
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
    private DateTimeOffset _badUntil;
    private Validity _validity;
    private bool _isInvalidityTold;

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
        finally
        {
            TellInvalidity();
        }
    }

    private bool Take(string certificateFile, string keyFile, byte[] certificate, byte[] key)
    {
        // By what they hold, not by their stamps: a link to a link, a copy with the old date and two renewals in one second are seen alike.
        var content = SHA256.HashData([.. SHA256.HashData(certificate), .. SHA256.HashData(key)]);
        var now = time.GetUtcNow();
        if (content.AsSpan().SequenceEqual(_bad) && now < _badUntil)
            return false;
        if (content.AsSpan().SequenceEqual(_good))
        {
            (_bad, Failure) = ([], null);
            return false;
        }
        try
        {
            var (settings, names, validity) = Read(certificate, key);
            if (Settings is not null && _validity.Holds(now) && !validity.Holds(now))
            {
                // Looked at again when it becomes valid, or when the one that serves is no better any more.
                (_bad, _badUntil) = (content, validity.From > now && validity.From < _validity.To ? validity.From : _validity.To);
                Fail($"The certificate in {certificateFile} is valid {validity}, not now.");
                return false;
            }
            (Settings, Names, _validity) = (settings, names, validity);
            (_good, _bad, Failure, _isInvalidityTold) = (content, [], null, false);
            HostingLog.CertificateRead(logger, certificateFile);
            return true;
        }
        // A key that belongs to another certificate is an argument's fault to the runtime.
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            (_bad, _badUntil, Failure) = (content, DateTimeOffset.MaxValue, null);
            Fail($"The certificate in {certificateFile} and the key in {keyFile} are no good pair: {exception.Message}");
            return false;
        }
    }

    // Clients that check refuse it, so it has to be said; others can be served, so it serves.
    private void TellInvalidity()
    {
        var isInvalid = Settings is not null && !_validity.Holds(time.GetUtcNow());
        if (isInvalid && !_isInvalidityTold)
            HostingLog.CertificateNotValid(logger, certificateFile, _validity.ToString());
        _isInvalidityTold = isInvalid;
    }

    private void Fail(string reason)
    {
        if (reason == Failure)
            return;
        Failure = reason;
        if (Settings is not null)
            HostingLog.CertificateNotRead(logger, reason);
    }

    private static (SslServerAuthenticationOptions Settings, IReadOnlyList<string> Names, Validity Validity) Read(byte[] certificateOctets, byte[] keyOctets)
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
            }, NamesOf(certificate), new Validity(new(certificate.NotBefore), new(certificate.NotAfter)));
        }
        finally
        {
            Array.Clear(keyText);
        }
    }

    private static string[] NamesOf(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).Select(name => name.ToLowerInvariant())];

    /// <summary>When a certificate is valid (RFC 5280 §4.1.2.5).</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Validity(DateTimeOffset From, DateTimeOffset To)
    {
        public bool Holds(DateTimeOffset now) => From <= now && now <= To;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"from {From.UtcDateTime:yyyy-MM-dd HH:mm} to {To.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }
}

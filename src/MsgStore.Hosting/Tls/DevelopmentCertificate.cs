using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MsgStore.Hosting.Tls;

/// <summary>A self-signed certificate for localhost, kept in a folder so that clients can be told to trust it.</summary>
internal static class DevelopmentCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(14);

    /// <summary>Makes the two files where there are none that are good for some time still.</summary>
    /// <returns>The certificate's and the key's file.</returns>
    public static (string CertificateFile, string KeyFile) Ensure(string folder, DateTimeOffset now)
    {
        var (certificateFile, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        if (!IsGood(certificateFile, keyFile, now))
            Write(folder, certificateFile, keyFile, now);
        return (certificateFile, keyFile);
    }

    private static bool IsGood(string certificateFile, string keyFile, DateTimeOffset now)
    {
        if (!File.Exists(certificateFile) || !File.Exists(keyFile))
            return false;
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            return certificate.NotAfter.ToUniversalTime() > (now + Renewal).UtcDateTime;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Write(string folder, string certificateFile, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
        Directory.CreateDirectory(folder);
        var onlyOwner = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            onlyOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(keyFile, onlyOwner))
            file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
    }
}

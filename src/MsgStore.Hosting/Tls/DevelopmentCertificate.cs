using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Hosting.Tls;

/// <summary>A self-signed certificate for localhost, kept in a folder so that clients can be told to trust it. Several hosts may share the folder.</summary>
internal static class DevelopmentCertificate
{
    private const int MaxOctets = 1024 * 1024;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(14);

    /// <summary>Makes the two files where there are none that are good for some time still, and nobody else is making them.</summary>
    /// <returns>The certificate's and the key's file.</returns>
    /// <exception cref="IOException">They cannot be made, or another host is making them just now: look again.</exception>
    public static (string CertificateFile, string KeyFile) Ensure(string folder, DateTimeOffset now)
    {
        var (certificateFile, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        // In a folder of somebody else's the pair could be theirs, and the files links to others.
        if (Directory.Exists(folder) && OperatorFile.FindDoubt(folder) is { } doubt)
            throw new IOException($"Tls:DevelopmentFolder '{folder}' {doubt}; name a folder of your own, or one that does not exist.");
        if (IsGood(certificateFile, keyFile, now))
            return (certificateFile, keyFile);
        MakeFolder(folder);
        using (TakeLock(Path.Combine(folder, "lock")))
            if (!IsGood(certificateFile, keyFile, now))
                Write(certificateFile, keyFile, now);
        return (certificateFile, keyFile);
    }

    private static bool IsGood(string certificateFile, string keyFile, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Read(certificateFile), Read(keyFile));
            return certificate.NotAfter.ToUniversalTime() > (now + Renewal).UtcDateTime && !IsAuthority(certificate) && !IsOpen(keyFile);
        }
        // What is not there, is garbage, or does not belong together, which is an argument's fault to the runtime.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static string Read(string file) => Encoding.UTF8.GetString(OperatorFile.ReadAll(file, MaxOctets));

    // Who trusts an authority trusts whatever its key signs, for every name; versions before made such certificates.
    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    // A key that others could read has to be taken for known.
    private static bool IsOpen(string keyFile) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(keyFile) & ~Private) != UnixFileMode.None;

    private static void Write(string certificateFile, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
        // Each is written beside and takes its name whole. Who reads between the two renames meets a pair that does not fit, and looks again.
        Replace(keyFile, key.ExportPkcs8PrivateKeyPem(), Private);
        Replace(certificateFile, certificate.ExportCertificatePem(), Public);
    }

    private static void Replace(string file, string text, UnixFileMode mode)
    {
        var temporary = file + ".new";
        // The lock is held, so one that is there was left by a host that died.
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, Options(FileMode.CreateNew, FileAccess.Write, mode)))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(stream.SafeFileHandle, mode);
            stream.Write(Encoding.ASCII.GetBytes(text));
        }
#pragma warning disable RS0030 // Within one folder nothing is copied.
        File.Move(temporary, file, overwrite: true);
#pragma warning restore RS0030
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } above)
            MakeFolder(above);
        Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
    }

    private static FileStream TakeLock(string file)
    {
        try
        {
            return new FileStream(file, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, Private));
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new IOException($"Another host holds {file} while it makes the certificate.", e);
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileAccess access, UnixFileMode created)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = created;
        return options;
    }
}

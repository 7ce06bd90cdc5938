using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Tls;

namespace MsgStore.Hosting.Tests.Tls;

public sealed class ServerCertificateTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("msgstore-tls-").FullName;
    private readonly SteppedTime _time = new();
    private readonly FakeLogger<ServerCertificate> _log = new();

    private string CertificateFile => Path.Combine(_folder, "fullchain.pem");

    private string KeyFile => Path.Combine(_folder, "privkey.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_renewal_that_replaces_its_two_files_in_either_order_leaves_the_last_good_pair_serving(bool certificateFirst)
    {
        var (first, second) = (Pair.Make("first"), Pair.Make("second"));
        Write(first);
        var server = Server();
        Assert.Equal("CN=first", NameOf(server));

        File.WriteAllText(certificateFirst ? CertificateFile : KeyFile, certificateFirst ? second.Certificate : second.Key);
        for (var look = 0; look < 3; look++)
            Assert.Equal("CN=first", NameOf(server));
        Assert.Single(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Error);

        File.WriteAllText(certificateFirst ? KeyFile : CertificateFile, certificateFirst ? second.Key : second.Certificate);
        Assert.Equal("CN=second", NameOf(server));
        Assert.Equal(3, _log.Collector.Count);
    }

    [Fact]
    public void Garbage_nothing_half_a_file_and_no_file_leave_the_last_good_pair_serving_with_one_line_each()
    {
        var (first, second) = (Pair.Make("first"), Pair.Make("second"));
        Write(first);
        var server = Server();
        Assert.Equal("CN=first", NameOf(server));
        Action[] states =
        [
            () => File.WriteAllText(CertificateFile, "garbage"),
            () => File.WriteAllText(CertificateFile, ""),
            () => File.WriteAllText(CertificateFile, second.Certificate[..(second.Certificate.Length / 2)]),
            () => File.Delete(CertificateFile),
            // Which nobody writes to: an error, not a wait.
            () =>
            {
                using var made = System.Diagnostics.Process.Start("mkfifo", [CertificateFile]);
                made.WaitForExit();
            },
        ];
        foreach (var (state, index) in states.Select((state, index) => (state, index)))
        {
            state();
            for (var look = 0; look < 3; look++)
                Assert.Equal("CN=first", NameOf(server));
            Assert.Equal(index + 1, _log.Collector.GetSnapshot().Count(line => line.Level == LogLevel.Error));
        }
        File.Delete(CertificateFile);
        Write(second);
        Assert.Equal("CN=second", NameOf(server));
    }

    [Theory]
    [InlineData(-30, -1, 200)]
    [InlineData(2, 300, 3)]
    public void A_certificate_out_of_its_time_replaces_none_that_is_valid_until_that_is_no_better(int fromDay, int toDay, int day)
    {
        Write(Pair.Make("first", toDay: 100));
        var server = Server();
        Assert.Equal("CN=first", NameOf(server));
        Write(Pair.Make("second", fromDay: fromDay, toDay: toDay));
        for (var look = 0; look < 3; look++)
            Assert.Equal("CN=first", NameOf(server));
        Assert.Contains("not now", Assert.Single(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Error).Message, StringComparison.Ordinal);
        _time.Ahead = TimeSpan.FromDays(day);
        Assert.Equal("CN=second", NameOf(server));
    }

    [Fact]
    public void A_certificate_that_is_over_serves_where_there_is_no_other_and_is_told_of_once()
    {
        Write(Pair.Make("first", toDay: 1));
        var server = Server();
        Assert.Equal("CN=first", NameOf(server));
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Error);
        _time.Ahead = TimeSpan.FromDays(2);
        for (var look = 0; look < 3; look++)
            Assert.Equal("CN=first", NameOf(server));
        Assert.Contains("Renew it", Assert.Single(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Error).Message, StringComparison.Ordinal);
        Write(Pair.Make("second"));
        Assert.Equal("CN=second", NameOf(server));
    }

    [Fact]
    public void A_link_to_a_link_is_followed_to_what_it_leads_to_now()
    {
        // Kubernetes: tls.crt -> ..data/tls.crt, ..data -> ..2026_1, exchanged whole by a rename.
        var (first, second) = (Pair.Make("first"), Pair.Make("second"));
        foreach (var (version, pair) in new[] { ("..2026_1", first), ("..2026_2", second) })
        {
            Directory.CreateDirectory(Path.Combine(_folder, version));
            File.WriteAllText(Path.Combine(_folder, version, "tls.crt"), pair.Certificate);
            File.WriteAllText(Path.Combine(_folder, version, "tls.key"), pair.Key);
            File.SetLastWriteTimeUtc(Path.Combine(_folder, version, "tls.crt"), DateTime.UnixEpoch);
            File.SetLastWriteTimeUtc(Path.Combine(_folder, version, "tls.key"), DateTime.UnixEpoch);
        }
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..2026_1");
        File.CreateSymbolicLink(CertificateFile, "..data/tls.crt");
        File.CreateSymbolicLink(KeyFile, "..data/tls.key");
        var server = Server();
        Assert.Equal("CN=first", NameOf(server));
        Directory.Delete(Path.Combine(_folder, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..2026_2");
        Assert.Equal("CN=second", NameOf(server));
    }

    [Fact]
    public void A_host_that_finds_no_good_pair_says_which_files_do_not_belong_together()
    {
        var (first, second) = (Pair.Make("first"), Pair.Make("second"));
        Write(first);
        File.WriteAllText(KeyFile, second.Key);
        var message = Assert.Throws<InvalidOperationException>(() => Server().For(null)).Message;
        Assert.Contains(CertificateFile, message, StringComparison.Ordinal);
        Assert.Contains(KeyFile, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_pair_is_for_its_owner_and_its_certificate_signs_nothing()
    {
        var folder = Path.Combine(_folder, "new", "tls");
        using var certificate = await DevelopmentAsync(folder);
        Assert.DoesNotContain(certificate.Extensions.OfType<X509BasicConstraintsExtension>(), constraints => constraints.CertificateAuthority);
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(folder)!));
        Assert.Equal(Private, File.GetUnixFileMode(Path.Combine(folder, "key.pem")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a key that was there")]
    public async Task A_key_file_that_others_could_read_is_replaced_not_filled(string content)
    {
        var key = Path.Combine(_folder, "key.pem");
        File.WriteAllText(key, content);
        File.SetUnixFileMode(key, Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        // Opened before, as a stranger would who waits for the key to come.
        using var opened = new FileStream(key, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (await DevelopmentAsync(_folder)).Dispose();
        Assert.Equal(Private, File.GetUnixFileMode(key));
        Assert.Equal(content, new StreamReader(opened).ReadToEnd());
    }

    [Fact]
    public async Task A_good_pair_whose_key_others_could_read_and_an_authority_of_earlier_versions_are_made_anew()
    {
        using var first = await DevelopmentAsync(_folder);
        File.SetUnixFileMode(Path.Combine(_folder, "key.pem"), Private | UnixFileMode.OtherRead);
        using var second = await DevelopmentAsync(_folder);
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        var authority = Pair.Make("localhost", isAuthority: true);
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), authority.Certificate);
        File.WriteAllText(Path.Combine(_folder, "key.pem"), authority.Key);
        using var third = await DevelopmentAsync(_folder);
        Assert.NotEqual(authority.Thumbprint, third.Thumbprint);
        using var fourth = await DevelopmentAsync(_folder);
        Assert.Equal(third.Thumbprint, fourth.Thumbprint);
    }

    [Fact]
    public void A_development_folder_that_others_may_write_or_own_is_refused()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "theirs")).FullName;
        File.SetUnixFileMode(folder, Private | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        Assert.Contains("can be changed by every user", Refusal(), StringComparison.Ordinal);
        File.SetUnixFileMode(folder, Private | UnixFileMode.UserExecute);
        if (Environment.IsPrivilegedProcess)
        {
            using var given = System.Diagnostics.Process.Start("chown", ["65534", folder]);
            given.WaitForExit();
            Assert.Contains("belongs to user 65534", Refusal(), StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder));

        string Refusal() => Assert.Throws<InvalidOperationException>(
            () => new ServerCertificate(Options.Create(new TlsOptions { DevelopmentFolder = folder }), TimeProvider.System, _log).For(null)).Message;
    }

    [Fact]
    public async Task Hosts_that_start_together_on_a_new_folder_make_one_pair()
    {
        for (var round = 0; round < 10; round++)
        {
            var folder = Path.Combine(_folder, $"round{round}");
            var thumbprints = new string[8];
            await Task.WhenAll(thumbprints.Select((_, i) => i).Select(i => Task.Run(async () =>
            {
                using var certificate = await DevelopmentAsync(folder);
                thumbprints[i] = certificate.Thumbprint;
            })));
            Assert.Single(thumbprints.Distinct());
        }
    }

    private static string NameOf(X509Certificate2 certificate) => certificate.Subject;

    private string NameOf(ServerCertificate server)
    {
        _time.Step();
        return NameOf(server.For(null).ServerCertificateContext!.TargetCertificate);
    }

    private ServerCertificate Server() => new(Options.Create(new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile }), _time, _log);

    private async Task<X509Certificate2> DevelopmentAsync(string folder)
    {
        var server = new ServerCertificate(Options.Create(new TlsOptions { DevelopmentFolder = folder }), TimeProvider.System, _log);
        await server.WaitForFirstAsync(CancellationToken.None);
        return X509CertificateLoader.LoadCertificate(server.For(null).ServerCertificateContext!.TargetCertificate.RawData);
    }

    private void Write(Pair pair)
    {
        File.WriteAllText(CertificateFile, pair.Certificate);
        File.WriteAllText(KeyFile, pair.Key);
    }

    private sealed record Pair(string Certificate, string Key, string Thumbprint)
    {
        public static Pair Make(string name, bool isAuthority = false, int fromDay = -1, int toDay = 300)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            if (isAuthority)
                request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
            var now = TimeProvider.System.GetUtcNow();
            using var certificate = request.CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay));
            return new Pair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), certificate.Thumbprint);
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _steps;

        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _steps;

        /// <summary>Goes on far enough for the next look at the files.</summary>
        public void Step() => _steps += 10;
    }
}

using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A certificate of its own for each run, and the client's side of the handshake.</summary>
internal static class TestTls
{
    private static readonly Lazy<X509Certificate2> Certificate = new(Create);

    /// <summary>The certificate, which is its own root.</summary>
    public static X509Certificate2 Root => Certificate.Value;

    public static SslServerAuthenticationOptions ServerOptions(string? serverName = null) => new() { ServerCertificateSelectionCallback = (_, _) => Certificate.Value };

    public static Task<SslStream> ConnectAsync(DuplexPipe transport) => ConnectAsync(new Wire(transport));

    public static async Task<SslStream> ConnectAsync(Wire wire)
    {
        var stream = new SslStream(wire);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",

            // TLS 1.3 hides which records are alerts, and these tests look for one.
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == Certificate.Value.GetCertHashString(),
        });
        return stream;
    }

    /// <summary>The client's side of the connection, which notes what records come in.</summary>
    internal sealed class Wire(DuplexPipe transport) : Stream
    {
        private const byte Alert = 21;

        private readonly DuplexPipeStream _inner = new(transport.Input, transport.Output);
        private readonly List<byte> _received = [];

        /// <summary>Whether the last record is an alert, as close_notify is (RFC 5246 §7.2.1).</summary>
        public bool EndsInAlert
        {
            get
            {
                byte type = 0;
                for (var at = 0; at + 5 <= _received.Count; at += 5 + (_received[at + 3] << 8) + _received[at + 4])
                    type = _received[at];
                return type == Alert;
            }
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await _inner.ReadAsync(buffer, cancellationToken);
            _received.AddRange(buffer[..count].Span);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        using var made = request.CreateSelfSigned(now, now.AddYears(50));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

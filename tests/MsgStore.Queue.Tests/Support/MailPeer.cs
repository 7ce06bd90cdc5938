using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MsgStore.Queue.Tests.Support;

/// <summary>A host on loopback that takes mail and every login, under a certificate that it made itself, and notes each line it hears.</summary>
internal sealed class MailPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));
    private readonly X509Certificate2 _certificate = Create();
    private readonly bool _offersTls;
    private readonly Task _serving;

    /// <summary>Begins to listen.</summary>
    /// <param name="offersTls">Whether EHLO is answered with STARTTLS.</param>
    public MailPeer(bool offersTls)
    {
        _offersTls = offersTls;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heard { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _limit.CancelAsync();
        _listener.Stop();
        await _serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _certificate.Dispose();
        _limit.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_limit.Token);
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The other side went away, as it may where it does not like what it sees.
            }
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        var isTls = false;
        await WriteAsync(stream, "220 peer.example\r\n");
        while (await ReadLineAsync(stream) is { } line)
        {
            Heard.Enqueue(line);
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "EHLO")
            {
                await WriteAsync(stream, $"250-peer.example\r\n{(_offersTls && !isTls ? "250-STARTTLS\r\n" : "")}250 AUTH PLAIN\r\n");
            }
            else if (verb == "STARTTLS")
            {
                await WriteAsync(stream, "220 go\r\n");
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _limit.Token);
                stream = tls;
                isTls = true;
            }
            else if (verb == "DATA")
            {
                await WriteAsync(stream, "354 go\r\n");
                while (await ReadLineAsync(stream) is not (null or "."))
                    continue;
                await WriteAsync(stream, "250 taken\r\n");
            }
            else
            {
                await WriteAsync(stream, verb switch { "AUTH" => "235 ok\r\n", "QUIT" => "221 bye\r\n", _ => "250 ok\r\n" });
            }
        }
    }

    private ValueTask WriteAsync(Stream stream, string text) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), _limit.Token);

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new System.Text.StringBuilder();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, _limit.Token) == 1)
        {
            if (octet[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)octet[0]);
        }
        return null;
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        using var made = new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddYears(50));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

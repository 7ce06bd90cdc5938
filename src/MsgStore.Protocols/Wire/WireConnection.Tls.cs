using System.ComponentModel;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;

namespace MsgStore.Protocols.Wire;

/// <content>TLS on a connection, and its end.</content>
internal sealed partial class WireConnection
{
    /// <summary>Goes under TLS. Nothing may be queued, and nothing read before counts any more (RFC 3207 §4.2).</summary>
    /// <returns><see langword="null"/>, or why the handshake failed, after which the connection is of no use.</returns>
    public ValueTask<Exception?> StartTlsAsync(Func<string?, SslServerAuthenticationOptions> options, CancellationToken cancellationToken) =>
        StartTlsAsync(stream => stream.AuthenticateAsServerAsync(
            (_, hello, _, _) => ValueTask.FromResult(options(hello.ServerName.Length == 0 ? null : hello.ServerName)), null, cancellationToken));

    /// <summary>Goes under TLS as the client, under the same conditions.</summary>
    /// <returns><see langword="null"/>, or why the handshake failed, after which the connection is of no use.</returns>
    public ValueTask<Exception?> StartTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken) =>
        StartTlsAsync(stream => stream.AuthenticateAsClientAsync(options, cancellationToken));

    private async ValueTask<Exception?> StartTlsAsync(Func<SslStream, Task> handshake)
    {
        var stream = new SslStream(new DuplexPipeStream(_input, _output), leaveInnerStreamOpen: true);
        try
        {
            Arm(WireWait.Handshake, HandshakeTimeout ?? Patience);
            await handshake(stream).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransportFailure(e) || e is Win32Exception or CryptographicException or InvalidOperationException)
        {
            // Where there was time for an alert, the peer may have it (RFC 8446 §6.2).
            _broken = true;
            if (_watchdog.HasExpired)
                Cut();
            await stream.DisposeAsync().ConfigureAwait(false);
            return e;
        }
        finally
        {
            _watchdog.Disarm();
        }

        _line.Clear();
        _tls = stream;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        return null;
    }

    /// <summary>Sends what is queued and ends the session in order, with close_notify under TLS (RFC 8446 §6.1); all of it in the time for closing.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            Arm(WireWait.Close, CloseTimeout);
            _isClosed = await FlushArmedAsync(cancellationToken).ConfigureAwait(false);
            if (_isClosed && _tls is not null)
                await _tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransportFailure(e) || e is Win32Exception or InvalidOperationException)
        {
            Cut();
        }
        finally
        {
            _watchdog.Disarm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _drainRegistration.DisposeAsync().ConfigureAwait(false);
        _watchdog.Dispose();
        _line.Clear();

        // Nobody waits any more for a peer whose session did not come to its close.
        if (!_isClosed)
            _broken = true;
        if (_tls is null)
            return;
        await _input.CompleteAsync().ConfigureAwait(false);
        await CompleteOutputAsync().ConfigureAwait(false);
        await _tls.DisposeAsync().ConfigureAwait(false);
    }

    // Completing the writer of a stream sends what is left in it; a broken connection has no use for that.
    private async ValueTask CompleteOutputAsync()
    {
        try
        {
            await _output.CompleteAsync(_broken ? new IOException("The connection is broken.") : null).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            _broken = true;
        }
    }
}

using System.Net.Sockets;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>A connection to an SMTP or LMTP server, ready for messages, one after the other (RFC 5321, RFC 2033).</summary>
/// <remarks>Used by one sender at a time. Memory does not grow with the message.</remarks>
public sealed class SmtpClientConnection : IAsyncDisposable
{
    private static readonly TimeSpan SessionLimit = TimeSpan.FromDays(1);

    private readonly Socket _socket;
    private readonly ClientWire _wire;
    private readonly SmtpClientOptions _options;
    private bool _needsReset;

    private SmtpClientConnection(Socket socket, ClientWire wire, SmtpClientOptions options, SmtpCapabilities capabilities)
    {
        _socket = socket;
        _wire = wire;
        _options = options;
        Capabilities = capabilities;
    }

    /// <summary>What the server offers.</summary>
    public SmtpCapabilities Capabilities { get; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls => _wire.Connection.IsTls;

    /// <summary>Whether another message can be sent over it, as far as is known.</summary>
    public bool IsUsable => _wire.Trouble is null;

    /// <summary>Connects, greets, goes under TLS and logs in, as the options ask.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">How to talk to it.</param>
    /// <param name="time">The clock for time-outs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SmtpClientException">The server cannot be reached, or cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The attempt was given up.</exception>
    public static async ValueTask<SmtpClientConnection> ConnectAsync(
        SmtpServerAddress server, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ConnectOnceAsync(server, options, time, cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpClientException e) when (
            e.Phase == SmtpPhase.Tls && options is { Tls: SmtpTlsMode.StartTlsIfOffered, Credentials: null or { AllowWithoutTls: true } })
        {
            return await ConnectOnceAsync(server, options with { Tls = SmtpTlsMode.None }, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a message to the recipients of an envelope.</summary>
    /// <param name="envelope">Reverse-path, forward-paths and their DSN parameters, SMTPUTF8.</param>
    /// <param name="content">The message, CRLF line ends.</param>
    /// <param name="cancellationToken">Gives up: recipients without a result so far are to be tried again.</param>
    /// <returns>One result per recipient; a lost connection is a result, too.</returns>
    public async ValueTask<SmtpSendResult> SendAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var transaction = new MailTransaction(_wire, _options, Capabilities, envelope, content);
        var results = await transaction.RunAsync(_needsReset, cancellationToken).ConfigureAwait(false);
        _needsReset = transaction.NeedsReset;
        return new SmtpSendResult(results, _wire.Transcript.Take());
    }

    /// <summary>Asks whether the server is still there (NOOP).</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken = default) =>
        await _wire.AskAsync("NOOP", _options.Timeouts.Quit, cancellationToken).ConfigureAwait(false) is { IsSuccess: true };

    /// <summary>Says goodbye (QUIT); the connection is closed when this is disposed.</summary>
    public async ValueTask QuitAsync(CancellationToken cancellationToken = default)
    {
        if (!IsUsable)
            return;
        await _wire.AskAsync("QUIT", _options.Timeouts.Quit, cancellationToken).ConfigureAwait(false);
        await _wire.Connection.CloseAsync(cancellationToken).ConfigureAwait(false);
        _wire.Fail("the session has ended");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!IsUsable)
            _wire.Connection.Cut();
        await _wire.Connection.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private static async ValueTask<SmtpClientConnection> ConnectOnceAsync(
        SmtpServerAddress server, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = await OpenAsync(server, options.Timeouts.Connect, time, cancellationToken).ConfigureAwait(false);
        var connection = new WireConnection(
            new StreamTransport(new NetworkStream(socket)), time, options.Timeouts.Greeting, SessionLimit, CancellationToken.None);
        var wire = new ClientWire(connection, time);
        try
        {
            var capabilities = await new ClientHandshake(wire, server, options).RunAsync(cancellationToken).ConfigureAwait(false);
            return new SmtpClientConnection(socket, wire, options, capabilities);
        }
        catch (Exception e)
        {
            connection.Cut();
            await connection.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            if (e is SmtpClientException)
                cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static async ValueTask<Socket> OpenAsync(SmtpServerAddress server, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = server.EndPoint.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.EndPoint, either.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var why = e is SocketException ? e.Message : $"no connection within {patience.TotalSeconds:0} s";
            throw new SmtpClientException(SmtpPhase.Connect, new EnhancedStatusCode(4, 4, 1), $"{server}: {why}", e);
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;

namespace MsgStore.Protocols.Wire;

/// <summary>One connection of a line protocol: lines and raw octets in, replies out, with a deadline on every wait.</summary>
/// <remarks>
/// Replies are flushed only when the next thing to read has not arrived yet, so that a pipelined batch of commands costs one write
/// (RFC 2920 §3.2, RFC 2449 §6.6).
/// Used by one session at a time; only the deadline and the drain signal come from other threads.
/// </remarks>
internal sealed partial class WireConnection : IAsyncDisposable
{
    private const int FlushThreshold = 32 * 1024;

    // What is ready on one connection must not keep a thread from the others: after this much work without a wait it queues up behind them.
    private const int Turn = 32;
    private const int OctetsPerStep = 16 * 1024;

    // What a peer that takes nothing is still waited for when the host stops; one that takes its octets slowly is not held to it.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(2);

    // The end of a session may be behind what the peer has asked for and not read yet, and of which the server keeps nothing any more.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(10);

    private readonly LineBuffer _line = new();
    private readonly Watchdog _watchdog;
    private readonly CancellationToken _drain;
    private readonly IDuplexPipe _transport;
    private readonly CancellationTokenRegistration _drainRegistration;
    private PipeReader _input;
    private PipeWriter _output;
    private SslStream? _tls;
    private int _unflushed;
    private long _steps;
    private bool _broken;
    private bool _isNotRead;
    private bool _isClosed;
    private volatile WireWait _wait;

    /// <summary>Takes over a connection.</summary>
    /// <param name="transport">The octets of the peer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="idle">How long a single wait for the peer may last.</param>
    /// <param name="total">How long the session may last.</param>
    /// <param name="drain">Signalled when sessions that wait for a command shall end.</param>
    public WireConnection(IDuplexPipe transport, TimeProvider time, TimeSpan idle, TimeSpan total, CancellationToken drain)
    {
        _transport = transport;
        _input = transport.Input;
        _output = transport.Output;
        Patience = idle;
        _drain = drain;
        _watchdog = new Watchdog(time, total, Wake);
        _drainRegistration = drain.UnsafeRegister(static state => ((WireConnection)state!).Drain(), this);
    }

    /// <summary>The line read last, without CRLF; valid until the next read.</summary>
    public ReadOnlySpan<byte> Line => _line.Line;

    /// <summary>How long a single wait for the peer may last.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>How long a TLS handshake may take in all; <see langword="null"/> for as long as a single wait.</summary>
    public TimeSpan? HandshakeTimeout { get; init; }

    /// <summary>How long the end may take: what is queued, and close_notify.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the peer may ask for without getting anything done.</summary>
    public CommandBudget Budget { get; init; } = new(int.MaxValue);

    /// <summary>How the session ended, as far as it has.</summary>
    public SessionEnd End { get; private set; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls => _tls is not null;

    /// <summary>Whether the host asked sessions to end.</summary>
    public bool IsDraining => _drain.IsCancellationRequested;

    /// <summary>Reads a line.</summary>
    /// <param name="limit">The longest line in octets without CRLF.</param>
    /// <param name="leaveOnDrain">Whether the wait for a line ends when the host asks idle sessions to leave.</param>
    /// <param name="cancellationToken">Ends the wait as if the peer had gone.</param>
    public async ValueTask<LineStatus> ReadLineAsync(int limit, bool leaveOnDrain, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(leaveOnDrain && !_line.IsPartial, cancellationToken).ConfigureAwait(false);
            if (read.Status != LineStatus.Complete)
                return read.Status;
            var status = Append(read.Octets, limit);
            if (status != LineStatus.Incomplete)
                return status;
        }
    }

    /// <summary>Zeroes the line read last, which held a secret.</summary>
    public void ClearLine() => _line.Clear();

    /// <summary>Waits for octets. What is not taken by <see cref="Advance"/> comes again.</summary>
    /// <param name="leaveOnDrain">Whether the wait ends when the host asks idle sessions to leave.</param>
    /// <param name="cancellationToken">Ends the wait as if the peer had gone.</param>
    public async ValueTask<WireRead> ReadAsync(bool leaveOnDrain, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Whoever does not read need not be listened to.
                if (_isNotRead)
                    return Without(LineStatus.EndOfInput);

                // A peer that never lets the session wait would never meet a deadline.
                if (_watchdog.IsSessionOver)
                    return Without(LineStatus.TimedOut);
                if (!_input.TryRead(out var result))
                {
                    if (!await FlushAsync(cancellationToken).ConfigureAwait(false))
                        return Without(LineStatus.EndOfInput);
                    if (leaveOnDrain && IsDraining)
                        return Without(LineStatus.Draining);
                    Arm(WireWait.Read, Patience);
                    result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
                }

                await StepAsync(result.Buffer.Length).ConfigureAwait(false);
                if (!result.IsCanceled && !result.Buffer.IsEmpty)
                    return new WireRead(LineStatus.Complete, result.Buffer);
                _input.AdvanceTo(result.Buffer.Start);
                if (!result.IsCanceled)
                    return Without(LineStatus.EndOfInput);
                if (_watchdog.HasExpired)
                    return Without(LineStatus.TimedOut);
            }
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Cut();
            return Without(LineStatus.EndOfInput);
        }
        finally
        {
            _watchdog.Disarm();
        }
    }

    /// <summary>Gives back what was read up to a position.</summary>
    public void Advance(SequencePosition consumed) => _input.AdvanceTo(consumed);

    /// <summary>Whether octets have arrived that nobody has read. Consumes nothing.</summary>
    public bool HasBufferedInput()
    {
        if (!_input.TryRead(out var result))
            return false;
        _input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    /// <summary>Queues octets for the peer.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        if (_broken)
            return;
        _output.Write(octets);
        _unflushed += octets.Length;
    }

    /// <summary>Queues a piece of a message, with dots doubled.</summary>
    public void Write(ReadOnlySpan<byte> content, ref DotStuffer stuffer)
    {
        if (_broken)
            return;
        stuffer.Write(content, _output);
        _unflushed += content.Length;
    }

    /// <summary>Queues the end mark of a message.</summary>
    public void WriteEnd(ref DotStuffer stuffer)
    {
        if (_broken)
            return;
        stuffer.WriteEnd(_output);
        _unflushed++;
    }

    /// <summary>Whether so much is queued that it should be sent before more is made.</summary>
    public bool WantsFlush => _unflushed >= FlushThreshold;

    /// <summary>Sends what is queued.</summary>
    /// <returns>False where the peer has gone or does not read.</returns>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (_broken || _unflushed == 0)
            return !_broken;
        try
        {
            await StepAsync(_unflushed).ConfigureAwait(false);
            Arm(WireWait.Flush, Patience);
            return await FlushArmedAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _watchdog.Disarm();
        }
    }

    private async ValueTask<bool> FlushArmedAsync(CancellationToken cancellationToken)
    {
        if (_broken || _unflushed == 0)
            return !_broken;
        _unflushed = 0;
        try
        {
            FlushResult result;
            do
                result = await _output.FlushAsync(cancellationToken).ConfigureAwait(false);

            // A wake-up that came late for the wait before does not concern this one.
            while (result.IsCanceled && !result.IsCompleted && !_watchdog.HasExpired);
            _isNotRead = result is { IsCanceled: true, IsCompleted: false };
            if (result.IsCompleted || _isNotRead)
                Cut();
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Cut();
        }

        return !_broken;
    }

    /// <summary>Gives the peer no sign that the session ended in order: what it is reading has no end.</summary>
    public void Cut()
    {
        _broken = true;
        End = SessionEnd.Cut;
    }

    private static bool IsTransportFailure(Exception e) =>
        e is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException;

    private static WireRead Without(LineStatus status) => new(status, default);

    private LineStatus Append(in ReadOnlySequence<byte> octets, int limit)
    {
        var taken = 0L;
        var status = LineStatus.Incomplete;
        foreach (var segment in octets)
        {
            status = _line.Append(segment.Span, limit, out var consumed);
            taken += consumed;
            if (status != LineStatus.Incomplete)
                break;
        }

        _input.AdvanceTo(octets.GetPosition(taken));
        return status;
    }

    private async ValueTask StepAsync(long octets)
    {
        _steps += 1 + (octets / OctetsPerStep);
        if (_steps < Turn)
            return;
        _steps = 0;

        // To the end of the queue of all work, not of this thread's.
        await Task.Yield();
    }

    private void Arm(WireWait wait, TimeSpan limit)
    {
        _wait = wait;
        _watchdog.Arm(limit, wait switch { WireWait.Read => null, WireWait.Close => ClosePatience, _ => DrainPatience });
    }

    private void Drain()
    {
        _watchdog.Drain();
        _input.CancelPendingRead();
    }

    // Only what waits is woken: a cancellation that meets nobody would hit the next wait instead.
    private void Wake()
    {
        switch (_wait)
        {
            case WireWait.Read:
                _input.CancelPendingRead();
                break;
            case WireWait.Flush:
                _output.CancelPendingFlush();
                break;
            default:
                // TLS may read or write now, and nothing comes after it.
                _transport.Input.CancelPendingRead();
                _output.CancelPendingFlush();
                _transport.Output.CancelPendingFlush();
                break;
        }
    }
}

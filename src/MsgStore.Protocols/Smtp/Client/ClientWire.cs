using System.Text;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Commands out, replies in, and the record of both.</summary>
internal sealed class ClientWire(WireConnection connection, TimeProvider time)
{
    private readonly ReplyReader _reader = new();

    /// <summary>The connection below.</summary>
    public WireConnection Connection { get; } = connection;

    /// <summary>What was said.</summary>
    public Transcript Transcript { get; } = new();

    /// <summary>Why the connection is of no use any more; <see langword="null"/> while it is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Queues a command.</summary>
    public void Write(string command)
    {
        Transcript.Sent(command);
        Connection.Write(Encoding.UTF8.GetBytes(command + "\r\n"));
    }

    /// <summary>Queues a line that must not be seen, and notes something else in its place.</summary>
    public void WriteSecret(ReadOnlySpan<byte> line, string shown)
    {
        Transcript.Sent(shown);
        Connection.Write(line);
        Connection.Write("\r\n"u8);
    }

    /// <summary>Sends what is queued and waits for a reply, all of it: a server that sends an octet now and then gets no more time than one that sends none.</summary>
    /// <returns><see langword="null"/> where none came; <see cref="Trouble"/> says why.</returns>
    public async ValueTask<ServerReply?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Trouble is not null)
            return null;
        Connection.Patience = patience;
        _reader.Clear();
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var status = await Connection.ReadLineAsync(ReplyReader.MaxLine, leaveOnDrain: false, either.Token).ConfigureAwait(false);
            ServerReply? reply = null;
            if (status == LineStatus.Complete && !_reader.TryAdd(Connection.Line, out reply))
                return Fail($"the server sent what is not a reply of SMTP: \"{ReplyReader.Show(Connection.Line)}\"");
            if (status != LineStatus.Complete)
                return Fail(cancellationToken.IsCancellationRequested ? "the attempt was cancelled"
                    : ReplyReader.Explain(limit.IsCancellationRequested ? LineStatus.TimedOut : status));
            if (reply is null)
                continue;
            Transcript.Received(reply);

            // 421 at any time means that the server closes the connection (RFC 5321 §3.8).
            if (reply.Code == 421)
                Trouble = "the server closed the session: " + reply;
            return reply;
        }
    }

    /// <summary>Sends a command and waits for its reply.</summary>
    public ValueTask<ServerReply?> AskAsync(string command, TimeSpan patience, CancellationToken cancellationToken)
    {
        Write(command);
        return ReadAsync(patience, cancellationToken);
    }

    /// <summary>Sends what is queued.</summary>
    public async ValueTask<bool> FlushAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Connection.Patience = patience;
        if (await Connection.FlushAsync(cancellationToken).ConfigureAwait(false))
            return true;
        Fail(cancellationToken.IsCancellationRequested ? "the attempt was cancelled" : "the server closed the connection or takes nothing more");
        return false;
    }

    /// <summary>Gives the connection up.</summary>
    public ServerReply? Fail(string trouble)
    {
        if (Trouble is null)
            Transcript.Happened(trouble);
        Trouble ??= trouble;
        return null;
    }
}

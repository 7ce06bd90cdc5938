using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MsgStore.Protocols.Dns;

/// <summary>One question to one server: by datagram, and by TCP where the answer does not fit into one (RFC 7766 §5).</summary>
internal sealed class DnsExchange(IPEndPoint server, TimeSpan patience, TimeProvider time)
{
    private const int FormatError = 1;
    private const int NotImplemented = 4;

    /// <summary>Asks.</summary>
    /// <returns>The response, or <see langword="null"/> and why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<(DnsMessage? Message, string Reason)> AskAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var message = await AskOnceAsync(name, type, extended: true, either.Token).ConfigureAwait(false);
            if (message is { ResponseCode: FormatError or NotImplemented })
                message = await AskOnceAsync(name, type, extended: false, either.Token).ConfigureAwait(false);
            return (message, message is null ? $"{server} sent what is no answer" : "");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (null, $"{server}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{server} did not answer within {patience.TotalSeconds:0.#} s");
        }
    }

    private async ValueTask<DnsMessage?> AskOnceAsync(string name, DnsRecordType type, bool extended, CancellationToken cancellationToken)
    {
        // The number and the port, both by chance, are what a forged answer has to guess (RFC 5452 §4).
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        if (DnsQueryWriter.TryWrite(id, name, type, extended) is not { } query)
            return null;
        var message = await AskByDatagramAsync(query, response => Matches(response, id, name, type), cancellationToken).ConfigureAwait(false);
        if (!message.IsTruncated)
            return message;
        var whole = await AskByStreamAsync(query, cancellationToken).ConfigureAwait(false);
        return whole is not null && Matches(whole, id, name, type) ? whole : null;
    }

    private static bool Matches(DnsMessage response, ushort id, string name, DnsRecordType type) =>
        response.Id == id && response.QuestionType == (int)type && string.Equals(response.QuestionName, name, StringComparison.OrdinalIgnoreCase);

    private async ValueTask<DnsMessage> AskByDatagramAsync(byte[] query, Func<DnsMessage, bool> matches, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        while (true)
        {
            // What does not answer the question is not the server's, or is late: the wait goes on (RFC 5452 §9.1).
            var length = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (DnsResponseReader.TryRead(buffer.AsSpan(0, length), out var message) && matches(message))
                return message;
        }
    }

    private async ValueTask<DnsMessage?> AskByStreamAsync(byte[] query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken).ConfigureAwait(false);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
        var response = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(response, cancellationToken).ConfigureAwait(false);
        return DnsResponseReader.TryRead(response, out var message) ? message : null;
    }
}

using System.Buffers;
using System.Globalization;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>The message itself, by DATA (RFC 5321 §4.1.1.4) or BDAT (RFC 3030 §2), and the replies at its end.</summary>
internal sealed class MessageTransfer(ClientWire wire, SmtpClientOptions options, MessageContent content, SmtpRecipientResult?[] results)
{
    private const int BufferSize = 32 * 1024;

    // Servers keep a chunk until it is whole; each costs a round trip.
    private const long ChunkSize = 4 * 1024 * 1024;

    private LineEndCheck _lineEnds;

    /// <summary>Sends the message to the recipients that have no result yet.</summary>
    /// <param name="dataSent">Whether DATA went out with the commands before.</param>
    /// <param name="chunked">Whether to use BDAT.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask RunAsync(bool dataSent, bool chunked, CancellationToken cancellationToken)
    {
        var accepted = results.Count(result => result is null);
        if (accepted == 0 && !dataSent)
            return;
        var sent = chunked
            ? await SendChunksAsync(cancellationToken).ConfigureAwait(false)
            : await SendDataAsync(dataSent, accepted > 0, cancellationToken).ConfigureAwait(false);
        if (sent)
            await ReadEndAsync(accepted, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> SendDataAsync(bool dataSent, bool anybody, CancellationToken cancellationToken)
    {
        if (!dataSent)
            wire.Write("DATA");
        var reply = await wire.ReadAsync(options.Timeouts.DataStart, cancellationToken).ConfigureAwait(false);
        if (reply is not { Code: 354 })
        {
            Fail(SmtpPhase.Data, reply);
            return false;
        }

        var stuffer = new DotStuffer();
        if (!anybody)
        {
            // Nobody takes it, but the server waits for it: an empty one ends the transaction (RFC 2920 §3.1).
            wire.Connection.WriteEnd(ref stuffer);
            await wire.ReadAsync(options.Timeouts.DataEnd, cancellationToken).ConfigureAwait(false);
            return false;
        }

        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            if (!await CopyAsync(stream, content.Length, octets => wire.Connection.Write(octets, ref stuffer), cancellationToken).ConfigureAwait(false))
                return false;
        wire.Connection.WriteEnd(ref stuffer);
        wire.Transcript.Sent($"[message, {content.Length} octets]");
        return true;
    }

    private async ValueTask<bool> SendChunksAsync(CancellationToken cancellationToken)
    {
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            var rest = content.Length;
            while (true)
            {
                var size = Math.Min(rest, ChunkSize);
                rest -= size;
                wire.Write(string.Create(CultureInfo.InvariantCulture, $"BDAT {size}{(rest == 0 ? " LAST" : "")}"));
                if (!await CopyAsync(stream, size, wire.Connection.Write, cancellationToken).ConfigureAwait(false))
                    return false;
                if (rest == 0)
                    return true;
                var reply = await wire.ReadAsync(options.Timeouts.DataEnd, cancellationToken).ConfigureAwait(false);
                if (reply is { IsSuccess: true })
                    continue;
                Fail(SmtpPhase.Data, reply);
                return false;
            }
        }
    }

    // A server that refuses in the middle says why and closes: its reply is worth more than the broken connection.
    private async ValueTask<bool> CopyAsync(Stream stream, long length, OctetSink write, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (length > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    throw new EndOfStreamException("The message is shorter than it said.");
                if (!_lineEnds.Check(buffer.AsSpan(0, read)))
                    return Refuse();
                write(buffer.AsSpan(0, read));
                length -= read;
                if (!wire.Connection.WantsFlush || await wire.FlushAsync(options.Timeouts.DataBlock, cancellationToken).ConfigureAwait(false))
                    continue;
                Fail(SmtpPhase.Data, null);
                return false;
            }

            return true;
        }
        catch (Exception e) when (e is MsgStoreException or IOException or OperationCanceledException)
        {
            // No end mark is sent, so the server throws away what it has.
            wire.Connection.Cut();
            wire.Fail(e is OperationCanceledException ? "the attempt was cancelled" : "the message could not be read");
            Fail(SmtpPhase.Data, null);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // Servers that take a lone CR or LF for a line end would see an end mark, and commands, within the text (RFC 5321 §2.3.8, §4.1.1.4).
    private bool Refuse()
    {
        const string Text = "The message has a CR or LF that is no line end, or a NUL; SMTP cannot carry it.";
        wire.Connection.Cut();
        wire.Fail(Text);
        foreach (ref var slot in results.AsSpan())
            slot ??= new SmtpRecipientResult(SmtpPhase.Data, new EnhancedStatusCode(5, 6, 0), Text);
        return false;
    }

    private async ValueTask ReadEndAsync(int accepted, CancellationToken cancellationToken)
    {
        var replies = options.IsLmtp ? accepted : 1;
        ServerReply? reply = null;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null)
                continue;
            if (replies-- > 0)
                reply = await wire.ReadAsync(options.Timeouts.DataEnd, cancellationToken).ConfigureAwait(false);
            results[i] = Verdict(SmtpPhase.EndOfData, reply);
        }
    }

    private void Fail(SmtpPhase phase, ServerReply? reply)
    {
        var result = reply is { IsSuccess: true } ? SmtpRecipientResult.Refused(phase, reply) : Verdict(phase, reply);
        foreach (ref var slot in results.AsSpan())
            slot ??= result;
    }

    private SmtpRecipientResult Verdict(SmtpPhase phase, ServerReply? reply) =>
        reply is null ? new(phase, new EnhancedStatusCode(4, 4, 2), wire.Trouble ?? "the server did not answer")
        : reply.IsSuccess ? SmtpRecipientResult.Accepted(reply) : SmtpRecipientResult.Refused(phase, reply);

    private delegate void OctetSink(ReadOnlySpan<byte> octets);
}

using System.Buffers;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>RETR and TOP (RFC 1939 §5, §7): messages are streamed, never held.</summary>
internal static class RetrieveCommands
{
    private const int BlockSize = 64 * 1024;

    public static async ValueTask<Pop3Reply?> RetrAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        // The table lets these through only after the login, which made the maildrop.
        var maildrop = context.Maildrop!;
        if (MessageNumber.Read(context.Argument, maildrop, out var number) is { } refusal)
            return refusal;
        var size = maildrop.SizeOf(number);
        var reply = await SendAsync(context, number, $"{size} octets", int.MaxValue, cancellationToken).ConfigureAwait(false);
        if (reply == Pop3Reply.Written)
            context.Services.Metrics?.Retrieved(maildrop.Domain, size);
        return reply;
    }

    public static async ValueTask<Pop3Reply?> TopAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        var argument = context.Argument.Trim((byte)' ');
        var blank = argument.IndexOf((byte)' ');
        if (blank < 0 || !MessageNumber.TryParse(argument[(blank + 1)..].TrimStart((byte)' '), out var lines))
            return Pop3Replies.BadArgument;
        if (MessageNumber.Read(argument[..blank], context.Maildrop!, out var number) is { } refusal) // As above.
            return refusal;
        return await SendAsync(context, number, "top of message follows", lines, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<Pop3Reply?> SendAsync(Pop3Context context, int number, string text, int lines, CancellationToken cancellationToken)
    {
        Stream stream;
        try
        {
            stream = await context.Maildrop!.RetrieveAsync(number, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            return Pop3Replies.For(e);
        }

        await using (stream.ConfigureAwait(false))
        {
            context.Connection.Write(Pop3Reply.Ok(text).Octets.Span);
            return await CopyAsync(context, stream, lines, cancellationToken).ConfigureAwait(false) ? Pop3Reply.Written : null;
        }
    }

    private static async ValueTask<bool> CopyAsync(Pop3Context context, Stream stream, int lines, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var stuffer = default(DotStuffer);
            var top = new TopLimit(lines);
            var passed = 0L;
            while (!top.IsReached && await stream.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false) is > 0 and var length)
            {
                passed += length;
                var octets = block.AsSpan(0, length);
                context.Connection.Write(lines == int.MaxValue ? octets : top.Take(octets), ref stuffer);
                if (context.Connection.WantsFlush && !await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false))
                    return false;
            }

            if (!top.IsReached && passed < stream.Length)
                throw new IOException($"The message ended after {passed} of {stream.Length} octets.");
            context.Connection.WriteEnd(ref stuffer);
            return true;
        }
        catch (Exception e) when (e is MsgStoreException or IOException or InvalidDataException or System.Security.Cryptography.CryptographicException)
        {
            // An end mark here would make half a message look whole, so the connection ends without one.
            ProtocolLog.RetrievalCut(context.Services.Logger, e);
            context.Connection.Cut();
            return false;
        }
        finally
        {
            // The block held somebody's mail.
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }
}

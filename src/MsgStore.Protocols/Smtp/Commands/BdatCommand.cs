using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>BDAT (RFC 3030 §2). The chunk follows its command without waiting, so it is read even where the command is refused.</summary>
internal static class BdatCommand
{
    // A message in pieces this large and larger needs no count of its commands.
    private const int UsefulChunk = 1024;

    private static readonly SmtpReply Unreadable = SmtpReply.Of(501, "5.5.4", "Chunk size is not valid, closing connection", close: true);

    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        // Without a size nobody knows where the chunk ends and the next command begins.
        if (!TryParse(context.Argument, out var size, out var isLast))
            return Unreadable;
        if (size > 2 * context.Options.MaxMessageSizeInOctets)
            return SmtpReplies.TooLargeAndEndless;
        if (await OpenAsync(context, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            var skipped = await ReadChunkAsync(context, null, size, cancellationToken).ConfigureAwait(false);
            if (skipped != LineStatus.Complete)
                return SmtpReplies.For(skipped);
            return isLast && IsForNobody(context) ? EndForNobody(context) : refusal;
        }

        // OpenAsync has seen to both. The sink of a message that failed already swallows the rest of it.
        var sink = context.Transaction!.Sink!;
        var status = await ReadChunkAsync(context, sink, size, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return SmtpReplies.For(status);
        if (size >= UsefulChunk)
            context.Connection.Budget.Return();
        if (isLast)
            return await FinishAsync(context, sink, cancellationToken).ConfigureAwait(false);
        if (sink.Received > 2 * context.Options.MaxMessageSizeInOctets)
            return SmtpReplies.TooLargeAndEndless;
        return sink.Failure ?? SmtpReply.Of(250, "2.0.0", $"{size} octets received");
    }

    private static async ValueTask<SmtpReply?> OpenAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (context.State == SmtpStates.Chunking)
            return null;
        if (context.State == SmtpStates.Mail)
            return context.NoValidRecipients;
        if (context.State != SmtpStates.Recipients || context.Transaction is not { } transaction)
            return SmtpReplies.BadSequence;
        if (await context.AdmitAsync(AdmissionStage.Data, null, cancellationToken).ConfigureAwait(false) is { } refusal)
            return GiveUp(context, refusal);
        if (DataCommand.TryCreateSink(context, out var sink) is { } full)
            return GiveUp(context, full);
        transaction.Sink = sink;
        return null;
    }

    // The next chunk may be under way already and must not become the beginning of the message.
    private static SmtpReply GiveUp(SmtpContext context, SmtpReply refusal)
    {
        context.Reset();
        return refusal;
    }

    private static async ValueTask<SmtpReply?> FinishAsync(SmtpContext context, SmtpMessageSink sink, CancellationToken cancellationToken)
    {
        sink.EndChunks();
        using var transaction = context.Take();
        return await SmtpDelivery.DeliverAsync(context, transaction, sink, cancellationToken).ConfigureAwait(false);
    }

    // LMTP answers the last chunk once for each accepted recipient (RFC 2033 §4.3).
    private static bool IsForNobody(SmtpContext context) => context.Options.Mode == SmtpMode.Lmtp && context.State == SmtpStates.Mail;

    private static SmtpReply EndForNobody(SmtpContext context)
    {
        context.Reset();
        return SmtpReply.Nothing;
    }

    private static async ValueTask<LineStatus> ReadChunkAsync(SmtpContext context, SmtpMessageSink? sink, long size, CancellationToken cancellationToken)
    {
        while (size > 0)
        {
            var read = await context.Connection.ReadAsync(leaveOnDrain: false, cancellationToken).ConfigureAwait(false);
            if (read.Status != LineStatus.Complete)
                return read.Status;
            var chunk = read.Octets.Slice(0, Math.Min(size, read.Octets.Length));
            if (sink is not null)
                foreach (var segment in chunk)
                    sink.WriteChecked(segment.Span);
            size -= chunk.Length;
            context.Connection.Advance(chunk.End);
        }

        return LineStatus.Complete;
    }

    // BDAT SP chunk-size [ SP "LAST" ]
    private static bool TryParse(ReadOnlySpan<byte> argument, out long size, out bool isLast)
    {
        var text = argument.Trim((byte)' ');
        var end = text.IndexOf((byte)' ');
        isLast = end >= 0 && Ascii.EqualsIgnoreCase(text[end..].TrimStart((byte)' '), "LAST"u8);
        var digits = end < 0 ? text : text[..end];
        return SizeValue.TryParse(digits, out size) && (end < 0 || isLast);
    }
}

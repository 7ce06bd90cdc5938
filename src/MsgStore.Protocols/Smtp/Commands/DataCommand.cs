using MsgStore.Delivery;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>DATA (RFC 5321 §4.1.1.4).</summary>
internal static class DataCommand
{
    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (!SimpleCommands.IsBlank(context.Argument))
            return SmtpReplies.NoArgument;
        if (context.State == SmtpStates.Mail)
            return context.NoValidRecipients;
        if (await context.AdmitAsync(AdmissionStage.Data, null, cancellationToken).ConfigureAwait(false) is { } refusal)
            return refusal;
        if (TryCreateSink(context, out var sink) is { } full)
            return full;
        using (sink)
        {
            context.Connection.Write(SmtpReplies.StartMail.Octets.Span);
            using var transaction = context.Take();
            var status = await ReceiveAsync(context, sink, cancellationToken).ConfigureAwait(false);
            if (status != LineStatus.Complete)
                return status == LineStatus.Endless ? SmtpReplies.TooLargeAndEndless : SmtpReplies.For(status);
            return await SmtpDelivery.DeliverAsync(context, transaction, sink, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes room for the message.</summary>
    /// <returns>The refusal where there is none.</returns>
    public static SmtpReply? TryCreateSink(SmtpContext context, out SmtpMessageSink sink)
    {
        sink = null!; // A refusal comes with no sink, and the caller returns it.
        try
        {
            var transaction = context.Transaction;
            sink = new SmtpMessageSink(context.Services.Contents, transaction?.Mail.Size,
                () => transaction is null ? 0 : SmtpDelivery.MeasureFields(context, transaction), context.Options.MaxMessageSizeInOctets);
            return null;
        }
        catch (MsgStoreException e)
        {
            return SmtpReplies.For(e);
        }
    }

    // Reads to the end mark even if the message is lost already, since what follows it may be the next command; but not for ever.
    private static async ValueTask<LineStatus> ReceiveAsync(SmtpContext context, SmtpMessageSink sink, CancellationToken cancellationToken)
    {
        var unstuffer = default(DotUnstuffer);
        while (true)
        {
            var read = await context.Connection.ReadAsync(leaveOnDrain: false, cancellationToken).ConfigureAwait(false);
            if (read.Status != LineStatus.Complete)
                return read.Status;
            var taken = 0L;
            foreach (var segment in read.Octets)
            {
                var rest = segment;
                while (!rest.IsEmpty && !unstuffer.IsComplete)
                {
                    sink.Write(unstuffer.Next(rest, out var consumed).Span);
                    rest = rest[consumed..];
                    taken += consumed;
                }
            }

            context.Connection.Advance(read.Octets.GetPosition(taken));
            if (unstuffer.IsMalformed)
                sink.Fail(SmtpReplies.BadLineEnds);
            if (unstuffer.IsComplete)
                return LineStatus.Complete;
            if (sink.Received > 2 * context.Options.MaxMessageSizeInOctets)
                return LineStatus.Endless;
        }
    }
}

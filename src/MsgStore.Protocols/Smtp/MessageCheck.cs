using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Protocols.Smtp;

/// <summary>What is looked at in a message before it is taken: the header section only.</summary>
internal static class MessageCheck
{
    /// <summary>Checks a whole message.</summary>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static async ValueTask<SmtpReply?> CheckAsync(SmtpContext context, MessageContent content, CancellationToken cancellationToken)
    {
        var section = await ReadAsync(content, context.Options.MaxHeaderSectionInOctets, cancellationToken).ConfigureAwait(false);
        if (!section.IsComplete)
            return SmtpReplies.HeaderTooLarge;
        if (CountReceived(section.Octets.Span) >= context.Options.MaxReceivedFields)
            return SmtpReplies.Loop;
        return context.User is not null && context.Options.CheckFromHeader
            ? await FromHeaderCheck.CheckAsync(context, section.Octets, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static async ValueTask<HeaderSection> ReadAsync(MessageContent content, int maxOctets, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out var octets))
            return HeaderSection.Of(octets, maxOctets);
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            return await HeaderSection.ReadAsync(stream, maxOctets, cancellationToken).ConfigureAwait(false);
    }

    private static int CountReceived(ReadOnlySpan<byte> header)
    {
        var count = 0;
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            if (field.Is("Received"u8))
                count++;
        return count;
    }
}

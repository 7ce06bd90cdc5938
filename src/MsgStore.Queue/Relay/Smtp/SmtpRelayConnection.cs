using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Client;

namespace MsgStore.Queue.Relay.Smtp;

internal sealed class SmtpRelayConnection(SmtpClientConnection connection) : IRelayConnection
{
    public RelayCapabilities Capabilities { get; } = new()
    {
        MaxRecipients = connection.Capabilities.MaxRecipients,
        MaxSizeInOctets = connection.Capabilities.MaxSize,
        Dsn = connection.Capabilities.HasDsn,
        SmtpUtf8 = connection.Capabilities.HasSmtpUtf8,
        IsTls = connection.IsTls,
    };

    public bool IsReusable => connection.IsUsable;

    public async ValueTask<RelayReport> SendAsync(RelayMessage message, CancellationToken cancellationToken = default)
    {
        var result = await connection.SendAsync(Envelope(message), message.Content, cancellationToken).ConfigureAwait(false);
        var replies = result.Recipients.Select(SmtpReplies.Of).ToImmutableArray();

        // 421 says that the connection ends, not what is thought of the message: one that was kept may only have waited too long.
        if (!connection.IsUsable && result.Recipients.All(recipient => recipient.Reply is null or { Code: 421 }))
            throw new RelayException(replies[0]) { Transcript = [.. result.Transcript] };
        return new RelayReport(replies, [.. result.Transcript]);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.QuitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static Envelope Envelope(RelayMessage message) => new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = message.From,
        Recipients = [.. message.Recipients.Select(recipient => new Recipient(recipient.Address) { Dsn = recipient.Dsn })],
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Dsn = message.Dsn,
        IsSmtpUtf8 = message.IsSmtpUtf8,
    };
}

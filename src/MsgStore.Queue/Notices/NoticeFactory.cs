using System.Net;
using System.Net.Sockets;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Submission;
using MsgStore.Queue.Worker;
using MsgStore.Storage;

namespace MsgStore.Queue.Notices;

/// <summary>Makes the notices that follow from what became of a message, as submissions: to senders here through local delivery, to others through the queue.</summary>
internal sealed class NoticeFactory(QueueServices services, SubmissionFactory submissions, Func<IRecipientDirectory?> directory)
{
    private const int MaxHeaderOctets = 64 * 1024;

    /// <summary>Makes the notices of a judgement; none for mail that came from <c>&lt;&gt;</c>, since that would answer a notice with a notice (RFC 5321 §4.5.5).</summary>
    public async ValueTask<IReadOnlyList<PreparedSubmission>> CreateAsync(Judgement judgement, CancellationToken cancellationToken)
    {
        if (!services.Options.Notices.IsEnabled || judgement.Message.From is not { } sender || judgement.Verdicts.All(verdict => verdict.Notice is null))
            return [];
        var made = new List<PreparedSubmission>();
        foreach (var group in judgement.Verdicts.Where(verdict => verdict.Notice is not null).GroupBy(verdict => verdict.Notice ?? NoticeKind.Failed))
        {
            var facts = new NoticeFacts(judgement.Message, judgement.Content, [.. group.Select(verdict => Describe(group.Key, verdict, services.Options.HostName))]);
            if (await CreateAsync(group.Key, sender, facts, cancellationToken).ConfigureAwait(false) is { } notice)
                made.Add(notice);
        }
        return made;
    }

    /// <summary>Makes one notice.</summary>
    /// <returns><see langword="null"/> where nobody here is the sender, so that there is nobody to tell.</returns>
    public async ValueTask<PreparedSubmission?> CreateAsync(NoticeKind kind, EmailAddress sender, NoticeFacts facts, CancellationToken cancellationToken)
    {
        var status = directory() is { } known ? await known.ResolveAsync(sender, cancellationToken).ConfigureAwait(false) : new RecipientStatus.Remote();
        if (status is RecipientStatus.Unknown)
            return null;
        var notice = await DescribeAsync(kind, sender, facts, cancellationToken).ConfigureAwait(false);
        var now = services.Time.GetUtcNow();
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(now),
            From = null,
            // RFC 3461 §6.1: nobody is told what becomes of a notice.
            Recipients = [new Recipient(sender) { Dsn = new RecipientDsn(DsnNotify.Never, null) }],
            ReceivedAt = now,
            IsSmtpUtf8 = notice.IsGlobal,
            Tenant = facts.Message.Tenant,
        };
        var route = status is RecipientStatus.Remote ? null : RouteTable.Local;
        return await submissions.PrepareAsync(envelope, MessageContent.FromMemory(NoticeWriter.Write(notice)), route, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Notice> DescribeAsync(NoticeKind kind, EmailAddress sender, NoticeFacts facts, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var (returned, isWhole) = await ReadAsync(kind, facts, cancellationToken).ConfigureAwait(false);
        var isGlobal = sender.IsInternationalized || facts.Recipients.Any(recipient => recipient.Address.IsInternationalized);
        return new Notice
        {
            Kind = kind,
            Id = $"{facts.Message.QueueId}-{EnvelopeId.New(now)}",
            To = sender,
            From = services.Options.Notices.From ?? $"MAILER-DAEMON@{services.Options.HostName}",
            HostName = services.Options.HostName,
            Now = now,
            ArrivedAt = facts.Message.ReceivedAt,
            EnvelopeIdentifier = facts.Message.Dsn?.EnvelopeIdentifier,
            Recipients = facts.Recipients,
            Returned = returned,
            IsWhole = isWhole,
            IsGlobal = isGlobal,
        };
    }

    /// <summary>What of the message goes back: all of it only with a failure, where RET does not say otherwise, it is not large, and not sealed.</summary>
    private async ValueTask<(ReadOnlyMemory<byte> Octets, bool IsWhole)> ReadAsync(NoticeKind kind, NoticeFacts facts, CancellationToken cancellationToken)
    {
        var message = facts.Message;
        // A sealed message's header is sealed with it: there is nothing that could go back in the clear.
        if (message.Encryption is not null || facts.Content is not { } content)
            return default;
        var isWhole = kind == NoticeKind.Failed && message.Dsn?.Return != DsnReturn.Headers && !message.IsSealed
            && content.Length <= services.Options.Notices.MaxReturnedOctets;
        try
        {
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
            if (isWhole && await ReadAsync(content, cancellationToken).ConfigureAwait(false) is var octets && CanBeSent(octets))
                return (octets, true);
            var stream = content.OpenRead();
            await using var closing = stream.ConfigureAwait(false);
            var section = await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
            return CanBeSent(section.Octets.Span) ? (section.Octets, false) : default;
        }
        catch (Exception e) when (e is IOException or MsgStoreException)
        {
            Log.NoticeFailed(services.Logger, e, message.QueueId);
            return default;
        }
    }

    private static async ValueTask<byte[]> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var octets = new byte[content.Length];
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            await stream.ReadExactlyAsync(octets, cancellationToken).ConfigureAwait(false);
        return octets;
    }

    // What killed the message must not kill the notice of it: SMTP carries no NUL, and a header section that was cut off may end in half a line end.
    private static bool CanBeSent(ReadOnlySpan<byte> octets) => !octets.Contains((byte)0) && !octets.EndsWith("\r"u8);

    private static NoticeRecipient Describe(NoticeKind kind, Verdict verdict, string hostName)
    {
        var reply = verdict.Reply;
        var isRemote = verdict.Result.Host is { Length: > 0 } && reply.Phase > RelayPhase.Resolve && reply.IsFromPeer;
        return new NoticeRecipient(verdict.Recipient.Address, Status(kind, verdict))
        {
            OriginalRecipient = verdict.Recipient.Dsn?.OriginalRecipient,
            Host = isRemote ? HostOf(verdict.Result.Host ?? "", hostName) : "",
            Diagnostic = isRemote ? $"{reply.Code} {(reply.EnhancedCode is { } code ? $"{code} " : "")}{reply.Text}" : null,
            Reason = reply.Text,
            WillRetryUntil = kind == NoticeKind.Delayed ? verdict.Recipient.ExpiresAt : null,
        };
    }

    // What was transient to the last is given up as 4.4.7 would be by its sender: a failure's status has class 5 (RFC 3464 §2.3.4).
    private static EnhancedStatusCode Status(NoticeKind kind, Verdict verdict)
    {
        var status = verdict.Reply.Status;
        return kind == NoticeKind.Failed && status.Class == 4 ? new EnhancedStatusCode(5, status.Subject, status.Detail) : status;
    }

    // As RFC 3464 §2.3.5 has it by RFC 5321 §4.1.3: a name, or an address in brackets. Who listens on a socket of this host is this host.
    private static string HostOf(string hop, string hostName)
    {
        if (hop.StartsWith('/'))
            return hostName;
        var colon = hop.LastIndexOf(':');
        var host = colon > 0 ? hop[..colon] : hop;
        return !IPAddress.TryParse(host, out var address) ? host
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
    }
}

using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Submission;

/// <summary>Makes of an envelope and a content what the storage takes: routes chosen, times set, octets sealed where the host encrypts.</summary>
internal sealed class SubmissionFactory(MailQueueOptions options, RouteTable routes, BodySealer sealer, TimeProvider time)
{
    /// <summary>The largest header section that rules see.</summary>
    private const int MaxHeaderOctets = 256 * 1024;

    private readonly RetrySchedules _schedules = new(options);

    /// <summary>Prepares a message.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="content">The content.</param>
    /// <param name="route">The route of all recipients; <see langword="null"/> leaves it to the rules.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MsgStore.Storage.MsgStoreException">It cannot be sealed or read.</exception>
    public async ValueTask<PreparedSubmission> PrepareAsync(Envelope envelope, MessageContent content, string? route, CancellationToken cancellationToken)
    {
        var header = route is null && routes.NeedsHeader ? await ReadHeaderAsync(content, cancellationToken).ConfigureAwait(false) : default;
        var now = time.GetUtcNow();
        var recipients = envelope.Recipients.Select(recipient => Prepare(envelope, recipient, Choose(envelope, recipient.Address, route, header.Octets), now)).ToImmutableArray();
        // What is sealed for its mailbox needs no second seal.
        var (stored, buffer) = envelope.Encryption is null ? await sealer.SealAsync(content, cancellationToken).ConfigureAwait(false) : (content, null);
        return new PreparedSubmission(
            new QueueSubmission
            {
                QueueId = EnvelopeId.New(now).ToString(),
                From = envelope.From,
                Recipients = recipients,
                Content = stored,
                IsSealed = buffer is not null,
                Encryption = envelope.Encryption,
                EnqueuedAt = now,
                ReceivedAt = envelope.ReceivedAt,
                Priority = recipients.Max(recipient => recipient.Priority),
                Tenant = envelope.Tenant,
                IsRelayed = envelope.IsRelayed,
                AuthenticatedUser = envelope.AuthenticatedUser,
                IdempotencyKey = envelope.IdempotencyKey,
                Dsn = envelope.Dsn,
                IsSmtpUtf8 = envelope.IsSmtpUtf8,
            },
            buffer);
    }

    private (Route Route, MailPriority Priority) Choose(Envelope envelope, EmailAddress recipient, string? route, ReadOnlyMemory<byte> header) =>
        route is null ? routes.Choose(envelope, recipient, header.Span) : (routes[route], envelope.Priority);

    private QueueSubmissionRecipient Prepare(Envelope envelope, Recipient recipient, (Route Route, MailPriority Priority) chosen, DateTimeOffset now)
    {
        var due = envelope.NotBefore is { } notBefore && notBefore > now ? notBefore : now;
        var end = due + _schedules.For(chosen.Priority).GiveUpAfter;
        return new QueueSubmissionRecipient
        {
            Address = recipient.Address,
            Dsn = recipient.Dsn,
            Destination = chosen.Route.DestinationOf(recipient.Address),
            Route = chosen.Route.Name,
            Lane = chosen.Route.Lane,
            Priority = chosen.Priority,
            Rank = QueueRank.Of(chosen.Priority, due, options.AgingStep),
            DueAt = due,
            ExpiresAt = envelope.ExpiresAt is { } expires && expires < end ? expires : end,
        };
    }

    private static async ValueTask<HeaderSection> ReadHeaderAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            return await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
    }
}

using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Delivery;

/// <summary>What follows once a recipient's copies are stored: the memory, answers, notifications, the note of errors. Nothing here undoes the delivery.</summary>
internal sealed class Aftermath(SieveDeliveryParts parts, Road road, IDeliveryAgent inner)
{
    /// <summary>Does it.</summary>
    public async ValueTask RunAsync(DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken)
    {
        var id = context.Envelope.Id.ToString();
        try
        {
            await RememberAsync(context, plan, cancellationToken).ConfigureAwait(false);
            var header = await context.GetHeaderAsync(cancellationToken).ConfigureAwait(false);
            var responses = Contexts.Make(parts, context, plan, header);
            var troubles = plan.Troubles.ToList();
            foreach (var action in plan.Afterwards)
                if (await SendAsync(context, plan, action, responses, cancellationToken).ConfigureAwait(false) is { } trouble)
                {
                    Log.NotSent(parts.Logger, id, trouble);
                    troubles.Add($"{(action is VacationAction ? "The vacation answer" : "The notification")} was not sent: {trouble.TrimEnd('.')}.");
                }
            if (troubles.Count > 0)
                await TellAsync(plan, troubles, responses, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it is: the message is stored, and an exception would make the peer send it again.
            Log.AfterwardsFailed(parts.Logger, e, id);
        }
    }

    private async ValueTask RememberAsync(DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var entries = plan.Duplicates.Select(entry => new FilterMemoryEntry(MemoryKeys.Duplicate(entry), now + entry.Period)).ToList();
        if (plan.SentOn.Count > 0 && parts.Options.RedirectMemory > TimeSpan.Zero)
        {
            var id = await context.GetMessageNameAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (address, key) in plan.SentOn)
            {
                entries.Add(new FilterMemoryEntry(MemoryKeys.Redirect(id, address), now + parts.Options.RedirectMemory));
                entries.Add(new FilterMemoryEntry(key, now + MemoryKeys.SentLifetime));
            }
        }
        // The message is stored: what belongs to it is not left undone because time is up.
        if (entries.Count > 0)
            await parts.Memory.RememberAsync(plan.Owner, entries, CancellationToken.None).ConfigureAwait(false);
    }

    private ValueTask<string?> SendAsync(DeliveryContext context, RecipientPlan plan, SieveAction action, ResponseContext responses, CancellationToken cancellationToken) =>
        action is VacationAction vacation
            ? AnswerAsync(context, plan, vacation, responses, cancellationToken)
            : NotifyAsync(context, plan, (NotifyAction)action, responses, cancellationToken);

    /// <summary>Answers the sender.</summary>
    /// <returns>Why that failed; <see langword="null"/> where it did not, also where no answer is due.</returns>
    private async ValueTask<string?> AnswerAsync(
        DeliveryContext context, RecipientPlan plan, VacationAction action, ResponseContext responses, CancellationToken cancellationToken)
    {
        // Who sends spam gave somebody else's address.
        if ((context.Envelope.Spam is { IsSpam: true } ? "it is spam" : VacationResponse.ReasonForSilence(action, responses)) is { } reason)
        {
            Log.NoAnswer(parts.Logger, context.Envelope.Id.ToString(), reason);
            return null;
        }
        var key = MemoryKeys.Vacation(action, responses.Envelope.From);
        if (await parts.Memory.ContainsAsync(plan.Owner, key, cancellationToken).ConfigureAwait(false))
            return null;
        var answer = Stamp(VacationResponse.Create(action, responses), responses, 1);
        if (await SendAsync(context, plan, answer, $"vacation\n{action.Handle}", cancellationToken).ConfigureAwait(false) is { } trouble)
            return trouble;
        if (action.Period > TimeSpan.Zero)
            await parts.Memory.RememberAsync(plan.Owner, [new FilterMemoryEntry(key, parts.Time.GetUtcNow() + action.Period)], CancellationToken.None).ConfigureAwait(false);
        await FileAsync(plan, action.Fcc, answer.Content, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> NotifyAsync(
        DeliveryContext context, RecipientPlan plan, NotifyAction action, ResponseContext responses, CancellationToken cancellationToken)
    {
        if (NotificationMail.Create(action, responses) is not { } notification)
            return null;
        var copies = plan.Afterwards.OfType<NotifyAction>().Sum(one => NotificationMail.Create(one, responses)?.To.Length ?? 0);
        var left = RedirectBudget.LeftOf(responses.Header, parts.Options.MaxRedirectCopies);
        if (copies > left)
            return $"it would be one of {copies}, and of the {parts.Options.MaxRedirectCopies} messages that scripts may make of one {left} are left";
        notification = Stamp(notification, responses, copies);
        var trouble = await SendAsync(context, plan, notification, $"notify\n{action.Method}\n{action.Text}", cancellationToken).ConfigureAwait(false);
        if (trouble is null)
            await FileAsync(plan, action.Fcc, notification.Content, cancellationToken).ConfigureAwait(false);
        return trouble;
    }

    // What a script sends because of a message is not a message from the beginning: it may be redirected as far as its cause might.
    private OutgoingMessage Stamp(OutgoingMessage message, ResponseContext responses, int copies) => message with
    {
        Content = message.Content.WithPrefix(OctetText.Encode(RedirectBudget.LineFor(RedirectBudget.LeftOf(responses.Header, parts.Options.MaxRedirectCopies), copies))),
    };

    private async ValueTask<string?> SendAsync(DeliveryContext context, RecipientPlan plan, OutgoingMessage message, string kind, CancellationToken cancellationToken)
    {
        var identity = await context.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
        _ = EmailAddress.TryParse(message.From, out var from);
        foreach (var text in message.To)
        {
            if (!EmailAddress.TryParse(text, out var to))
                return $"\"{text}\" is no address";
            var outcome = await road.SendAsync(
                new Letter(from, to, message.Content)
                {
                    Owner = plan.Owner,
                    Key = MemoryKeys.Sent(kind, identity, plan.Owner.ToString(), text),
                    // No notice comes of what a program sent (RFC 5230 §5, RFC 5436 §2.2).
                    RecipientDsn = new RecipientDsn(DsnNotify.Never, null),
                    IsSmtpUtf8 = context.Envelope.IsSmtpUtf8,
                },
                cancellationToken).ConfigureAwait(false);
            if (!outcome.IsServed)
                return outcome.Text;
        }
        return null;
    }

    // A copy of what was sent goes the way of all mail of the owner, so that it is sealed where their mail is (RFC 8580 §3).
    private async ValueTask FileAsync(RecipientPlan plan, FileIntoAction? file, MessageContent content, CancellationToken cancellationToken)
    {
        if (file is not null && PlacementMaker.File(file) is { } placement)
            await StoreAsync(plan, content, [placement], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(RecipientPlan plan, IEnumerable<string> troubles, ResponseContext responses, CancellationToken cancellationToken)
    {
        if (!parts.Options.TellsOwnerOfErrors || await parts.Memory.ContainsAsync(plan.Owner, MemoryKeys.ErrorNote, cancellationToken).ConfigureAwait(false))
            return;
        var note = ErrorNote.Create(plan.Owner, troubles, responses);
        if (await StoreAsync(plan, note, [Placement.Inbox], cancellationToken).ConfigureAwait(false))
            await parts.Memory.RememberAsync(plan.Owner, [new FilterMemoryEntry(MemoryKeys.ErrorNote, parts.Time.GetUtcNow().AddDays(1))], CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<bool> StoreAsync(RecipientPlan plan, MessageContent content, ImmutableArray<Placement> placements, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(now),
            From = null,
            Recipients = [new Recipient(plan.Recipient.Address) { Mailbox = plan.Owner, Placements = placements }],
            ReceivedAt = now,
        };
        return (await inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false)).IsServed;
    }
}

using System.Text;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Extensions;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// What is done before a copy is stored: refusing, sending on, and what extensions of the application do. All can fail in a way that makes the peer try
/// again, and all are the same thing when they are done again.
/// </summary>
internal sealed class BeforeStore(SieveDeliveryParts parts, Road road)
{
    /// <summary>The trace of redirects in a header: one field for each mailbox that sent the message on.</summary>
    public const string TraceField = "X-Sieve-Redirected-From";

    private const int MaxReceivedFields = 50;

    private const int MaxRedirects = 6;
    private const int MaxReplyLength = 400;
    private const int MaxReplyLines = 20;

    /// <summary>Does it.</summary>
    /// <returns>The outcome where it is decided already; <see langword="null"/> where the copies are to be stored.</returns>
    public async ValueTask<RecipientOutcome?> RunAsync(DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Reject is { } reject)
            return await RejectAsync(context, plan, reject, cancellationToken).ConfigureAwait(false);
        RecipientOutcome? sent = null;
        var redirects = await ExpandAsync(plan, cancellationToken).ConfigureAwait(false);
        foreach (var redirect in redirects)
        {
            var outcome = await RedirectAsync(context, plan, redirect, redirects.Count, cancellationToken).ConfigureAwait(false);
            if (outcome?.Status == DeliveryStatus.Deferred)
                return RecipientOutcome.Deferred(plan.Recipient.Address, outcome.Code, outcome.Text);
            sent = outcome ?? sent;
        }
        await HandledActions.RunAsync(parts, context, plan, cancellationToken).ConfigureAwait(false);
        if (plan.Copies.Count > 0)
            return null;
        return sent is null
            ? RecipientOutcome.Discarded(plan.Recipient.Address)
            : sent with { Recipient = plan.Recipient.Address, Status = sent.QueueId is null ? DeliveryStatus.Expanded : DeliveryStatus.Queued, Stored = [] };
    }

    // Within a transaction the peer still waits, and within the queue the queue tells the sender: a refusal reaches them either way (RFC 5429 §2.1, §2.2).
    private async ValueTask<RecipientOutcome> RejectAsync(DeliveryContext context, RecipientPlan plan, RejectAction reject, CancellationToken cancellationToken)
    {
        var text = HeaderText.OneLine(reject.Reason);
        var refusal = RecipientOutcome.Rejected(plan.Recipient.Address, new(5, 7, 1), ToReply(text)) with { Lines = [.. LinesOf(reject.Reason)] };
        if (reject.IsEreject || Ascii.IsValid(text) || context.Envelope.From is not { } sender)
            return refusal;
        // Who sends spam gave somebody else's address.
        if (context.Envelope.Spam is { IsSpam: true })
            return refusal;
        // A reason that no reply can carry goes in a notice of its own where that can be (RFC 5429 §2.2.1).
        var response = RejectResponse.Create(reject, await ResponsesAsync(context, plan, cancellationToken).ConfigureAwait(false));
        if (response is null)
            return refusal;
        // The address may be forged: it gets one notice a day, and is refused in the session else, where nobody but the peer hears of it.
        var key = await KeyAsync(context, plan, "reject", "", cancellationToken).ConfigureAwait(false);
        var told = MemoryKeys.RejectNotice(sender.ToString());
        if (await parts.Memory.ContainsAsync(plan.Owner, told, cancellationToken).ConfigureAwait(false)
            && !await parts.Memory.ContainsAsync(plan.Owner, key, cancellationToken).ConfigureAwait(false))
            return refusal;
        var outcome = await road.SendAsync(
            new Letter(null, sender, response.Content) { Owner = plan.Owner, Key = key, IsSmtpUtf8 = context.Envelope.IsSmtpUtf8 },
            cancellationToken).ConfigureAwait(false);
        if (!outcome.IsServed)
            return outcome.Status == DeliveryStatus.Deferred ? RecipientOutcome.Deferred(plan.Recipient.Address, outcome.Code, outcome.Text) : refusal;
        var now = parts.Time.GetUtcNow();
        await parts.Memory.RememberAsync(
            plan.Owner, [new FilterMemoryEntry(told, now.AddDays(1)), new FilterMemoryEntry(key, now + MemoryKeys.SentLifetime)], CancellationToken.None).ConfigureAwait(false);
        return RecipientOutcome.Discarded(plan.Recipient.Address);
    }

    // One redirect for each address of a list (RFC 6134 §2.3).
    private async ValueTask<IReadOnlyList<RedirectAction>> ExpandAsync(RecipientPlan plan, CancellationToken cancellationToken)
    {
        var redirects = new List<RedirectAction>();
        foreach (var redirect in plan.Redirects)
            if (!redirect.IsList)
                redirects.Add(redirect);
            else if (await ReadListAsync(plan.Owner, redirect.Address, cancellationToken).ConfigureAwait(false) is not { } addresses)
                plan.KeepAfter($"The message was not redirected: there is no list \"{redirect.Address}\" here.");
            else if (addresses.Count == 0)
                plan.KeepAfter($"The message was not redirected: the list \"{redirect.Address}\" is empty.");
            else if (addresses.Count > parts.Options.MaxListRecipients)
                plan.KeepAfter($"The message was not redirected: the list \"{redirect.Address}\" has {addresses.Count} entries, and at most {parts.Options.MaxListRecipients} can be sent to.");
            else
                redirects.AddRange(addresses.Select(address => redirect with { Address = address, IsList = false }));
        return redirects;
    }

    private async ValueTask<IReadOnlyList<string>?> ReadListAsync(MailboxName owner, string list, CancellationToken cancellationToken)
    {
        foreach (var name in ListName.Of(list))
            if (await parts.Lists.ReadAsync(owner, name, cancellationToken).ConfigureAwait(false) is { } addresses)
                return addresses;
        return null;
    }

    /// <summary>Sends the message on.</summary>
    /// <returns>What became of it; <see langword="null"/> where it was not sent and the owner keeps it.</returns>
    private async ValueTask<RecipientOutcome?> RedirectAsync(DeliveryContext context, RecipientPlan plan, RedirectAction redirect, int copies, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(redirect.Address, out var address))
            return Keep($"The message was not redirected: \"{redirect.Address}\" is no address that mail can be sent to here.");
        var header = await context.GetHeaderAsync(cancellationToken).ConfigureAwait(false);
        var left = RedirectBudget.LeftOf(header, parts.Options.MaxRedirectCopies);
        if ((WhyNot(redirect, header, plan) ?? WhyTooMany(copies, left)) is { } reason)
            return Keep($"The message was not redirected to \"{address}\": {reason}.");
        var key = await KeyAsync(context, plan, "redirect", redirect.Address, cancellationToken).ConfigureAwait(false);
        // A repetition of the same transaction goes its way again and is answered by the key; another message of that name has come back.
        if (parts.Options.RedirectMemory > TimeSpan.Zero
            && await parts.Memory.ContainsAsync(plan.Owner, MemoryKeys.Redirect(await context.GetMessageNameAsync(cancellationToken).ConfigureAwait(false), redirect.Address), cancellationToken).ConfigureAwait(false)
            && !await parts.Memory.ContainsAsync(plan.Owner, key, cancellationToken).ConfigureAwait(false))
            return Keep(null);
        var content = await TracedAsync(redirect.Message ?? context.Content, header, plan, RedirectBudget.LineFor(left, copies), cancellationToken).ConfigureAwait(false);
        var outcome = await road.SendAsync(MakeLetter(context.Envelope, plan, redirect, new Letter(context.Envelope.From, address, content) { Owner = plan.Owner, Key = key }), cancellationToken).ConfigureAwait(false);
        if (outcome.Status == DeliveryStatus.Rejected)
            return Keep($"The message was not redirected to \"{address}\": {outcome.Text.TrimEnd('.')}.");
        if (outcome.IsServed)
            plan.NoteSentOn(redirect.Address, key);
        return outcome;

        RecipientOutcome? Keep(string? trouble)
        {
            plan.KeepAfter(trouble);
            return null;
        }
    }

    // What stands against sending on, in words that end a sentence for the owner.
    private static string? WhyNot(RedirectAction redirect, MimeHeader header, RecipientPlan plan)
    {
        // No road out takes a time limit; what is to come back when it is late must not go without (RFC 6009 §7, RFC 2852 §4.1.4).
        if (redirect.Parameters.TryGetValue("BY", out var by) && by.Contains('R', StringComparison.Ordinal))
            return "a time limit with return cannot be kept there";
        var trace = header.Find(TraceField).Select(field => field.RawText).ToList();
        if (trace.Contains(plan.Owner.ToString(), StringComparer.OrdinalIgnoreCase))
            return "it came back from there or was redirected in a circle";
        if (trace.Count >= MaxRedirects)
            return $"it was redirected {MaxRedirects} times already";
        return header.Find("Received").Count() > MaxReceivedFields ? "it went through too many hosts already" : null;
    }

    private string? WhyTooMany(int copies, int left) => copies <= left ? null
        : $"it would be one of {copies} copies, and of the {parts.Options.MaxRedirectCopies} that redirects may make of one message {left} are left";

    // The letter with the sender and the notices that the redirect asks for, as far as it differs from the envelope the message came in.
    private Letter MakeLetter(Envelope envelope, RecipientPlan plan, RedirectAction redirect, Letter letter)
    {
        // Who asks for notices gets them (RFC 6009 §6.1, §7.1).
        var isFromOwner = envelope.From is not null && (parts.Options.RedirectsFromOwner || redirect.Parameters.Count > 0);
        return letter with
        {
            From = isFromOwner && EmailAddress.TryCreate(plan.Owner.LocalPart, plan.Owner.Domain, out var owner) ? owner : envelope.From,
            SentOn = envelope,
            IsSmtpUtf8 = envelope.IsSmtpUtf8,
            RecipientDsn = redirect.Parameters.TryGetValue("NOTIFY", out var notify) ? new RecipientDsn(ParseNotify(notify), plan.Recipient.Dsn?.OriginalRecipient) : plan.Recipient.Dsn,
            Dsn = redirect.Parameters.TryGetValue("RET", out var wanted)
                ? new EnvelopeDsn(wanted == "FULL" ? DsnReturn.Full : DsnReturn.Headers, envelope.Dsn?.EnvelopeIdentifier) : envelope.Dsn,
        };
    }

    // A script may have changed the message: the trace of earlier redirects stays, or a circle would not be seen.
    private static async ValueTask<MessageContent> TracedAsync(MessageContent content, MimeHeader received, RecipientPlan plan, string budget, CancellationToken cancellationToken)
    {
        var header = await SieveMessage.FromContent(content).GetHeaderAsync(cancellationToken).ConfigureAwait(false);
        var there = header.Find(TraceField).Select(field => field.RawText);
        var trace = received.Find(TraceField).Select(field => field.RawText).Except(there).Prepend(plan.Owner.ToString());
        return content.WithPrefix(OctetText.Encode(string.Concat(trace.Select(owner => $"{TraceField}: {owner}\r\n")) + budget));
    }

    private static DsnNotify ParseNotify(string value) =>
        value.Split(',').Aggregate(DsnNotify.Never, (sum, word) => sum | (Enum.TryParse<DsnNotify>(word, ignoreCase: true, out var one) ? one : DsnNotify.Never));

    private async ValueTask<ResponseContext> ResponsesAsync(DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken) =>
        Contexts.Make(parts, context, plan, await context.GetHeaderAsync(cancellationToken).ConfigureAwait(false));

    private static async ValueTask<string> KeyAsync(DeliveryContext context, RecipientPlan plan, string kind, string target, CancellationToken cancellationToken) =>
        MemoryKeys.Sent(kind, await context.GetIdentityAsync(cancellationToken).ConfigureAwait(false), plan.Owner.ToString(), target);

    private static string ToReply(string text) => ToAscii(text.Length > MaxReplyLength ? text[..MaxReplyLength] : text);

    // RFC 5429 §2.5: a line of the reply for each line of the reason.
    private static IEnumerable<string> LinesOf(string reason) => reason.Trim().ReplaceLineEndings("\n").Split('\n').Take(MaxReplyLines).Select(line => ToReply(HeaderText.OneLine(line)));

    private static string ToAscii(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}

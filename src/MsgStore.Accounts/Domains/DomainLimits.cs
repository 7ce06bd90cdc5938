using MsgStore.Accounts.Configuration;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Domains;

/// <summary>Holds senders to what their domain allows in an hour, and declared sizes to what a recipient's domain takes.</summary>
/// <remarks>Sizes are checked again when the message is there, by <see cref="DomainSizeAgent"/>: a declaration may be missing or wrong.</remarks>
internal sealed class DomainLimits(IDomainSettingsProvider domains, TimeProvider time) : IAdmissionPolicy, ISendLimits
{
    // No address ends so.
    private const string ScriptMark = " script";

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Since, int Sent)> _senders = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default)
    {
        if (admission is { Stage: AdmissionStage.Rcpt, Recipient: { } recipient, DeclaredSize: { } size })
            return await domains.FindAsync(recipient.Domain, cancellationToken).ConfigureAwait(false) is { MaxMessageSizeInOctets: { } largest } && size > largest
                ? AdmissionVerdict.Reject(new(5, 3, 4), $"Message is too large for this recipient, who takes {largest} octets")
                : AdmissionVerdict.Accept;
        // At DATA, so that only messages count and not every MAIL.
        if (admission is { Stage: AdmissionStage.Data, AuthenticatedUser: { } user })
            return await TrySendAsync(user, "", cancellationToken).ConfigureAwait(false)
                ? AdmissionVerdict.Accept
                : AdmissionVerdict.Defer(new(4, 7, 1), "Too many messages in this hour, try again later");
        return AdmissionVerdict.Accept;
    }

    // Counted apart from what they submit: strangers set off what a script sends, and must not use up a user's right to write.
    public ValueTask<bool> TrySendAsync(MailboxName owner, CancellationToken cancellationToken = default) => TrySendAsync(owner.ToString(), ScriptMark, cancellationToken);

    private async ValueTask<bool> TrySendAsync(string user, string mark, CancellationToken cancellationToken) =>
        await domains.FindAsync(user[(user.LastIndexOf('@') + 1)..], cancellationToken).ConfigureAwait(false) is not { MaxSendsPerHour: { } most } || TrySend(user + mark, most);

    // Only users of the accounts get here, so the table is no larger than these.
    private bool TrySend(string user, int most)
    {
        lock (_lock)
        {
            var (since, sent) = _senders.GetValueOrDefault(user);
            if (sent == 0 || time.GetElapsedTime(since) >= Window)
                (since, sent) = (time.GetTimestamp(), 0);
            if (sent >= most)
                return false;
            _senders[user] = (since, sent + 1);
            return true;
        }
    }
}

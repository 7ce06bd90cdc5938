using System.Security.Cryptography;
using MsgStore.Delivery;

namespace MsgStore.Queue.Scheduling;

/// <summary>The profile of each priority.</summary>
internal sealed class RetrySchedules(MailQueueOptions options)
{
    private readonly RetryProfile _general = options.Retry.ToProfile();
    private readonly Dictionary<MailPriority, RetryProfile> _own = options.RetryByPriority.ToDictionary(pair => pair.Key, pair => pair.Value.ToProfile());

    /// <summary>The profile of a priority.</summary>
    public RetryProfile For(MailPriority priority) => _own.GetValueOrDefault(priority, _general);

    /// <summary>A number from 0 to below 1.</summary>
    public static double Chance() => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24);
}

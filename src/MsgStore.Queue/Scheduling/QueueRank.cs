using MsgStore.Delivery;

namespace MsgStore.Queue.Scheduling;

/// <summary>
/// The order of the line. A recipient's rank is the moment it may first be served plus one aging step for each priority below Urgent; the lowest rank goes
/// first. So within a step an urgent message overtakes all others and within a priority the oldest goes first, while one that has waited for as many steps
/// as lie between two priorities stands level with new mail of the higher one: none waits for ever. The rank never changes, so an index holds the line.
/// </summary>
public static class QueueRank
{
    /// <summary>The step without another one: 10 minutes.</summary>
    public static readonly TimeSpan DefaultStep = TimeSpan.FromMinutes(10);

    /// <summary>The rank, in milliseconds since 1970 UTC.</summary>
    /// <param name="priority">The priority.</param>
    /// <param name="dueAt">The moment it may first be served.</param>
    /// <param name="step">The aging step.</param>
    public static long Of(MailPriority priority, DateTimeOffset dueAt, TimeSpan step) =>
        dueAt.ToUnixTimeMilliseconds() + ((long)step.TotalMilliseconds * (MailPriority.Urgent - priority));
}

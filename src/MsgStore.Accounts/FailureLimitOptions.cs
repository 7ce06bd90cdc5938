using System.ComponentModel.DataAnnotations;

namespace MsgStore.Accounts;

/// <summary>How many wrong passwords are borne before logins are refused unheard, and how many logins wait for their turn.</summary>
public sealed class FailureLimitOptions
{
    /// <summary>The time within which failures are counted, from the first one on; attempts are refused until its end. 1 minute to 1 day. Default: 15 minutes.</summary>
    [TimeSpanRange(60, 86_400)] public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Failures of one client address with one user name. Default: 5.</summary>
    [Range(1, 1_000_000)] public int PerClientAndUser { get; set; } = 5;

    /// <summary>
    /// Failures of one client address, an IPv6 one with all of its /64. A user who has logged in from it before has this number
    /// for their own name alone, or a stranger behind the same address could lock them out. Default: 30.
    /// </summary>
    [Range(1, 1_000_000)] public int PerClient { get; set; } = 30;

    /// <summary>Failures with one user name from everywhere. Clients that have logged in as the user before are not held by this one. Default: 100.</summary>
    [Range(1, 1_000_000)] public int PerUser { get; set; } = 100;

    /// <summary>For how long a client that has logged in as a user is trusted with this user's name; each login renews it. 1 to 365 days. Default: 30 days.</summary>
    [TimeSpanRange(86_400, 365 * 86_400)] public TimeSpan TrustFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Logins of one client that wait for their turn; further ones are put off, as by trouble with the accounts. Default: 100.</summary>
    [Range(1, 100_000)] public int MaxWaitingPerClient { get; set; } = 100;

    /// <summary>How long a login waits for its turn before it is put off, 1 second to 1 hour. Default: 30 seconds.</summary>
    [TimeSpanRange(1, 3600)] public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Clients, users and pairs of both remembered; beyond it the oldest are forgotten. Default: 100,000.</summary>
    [Range(16, 10_000_000)] public int Capacity { get; set; } = 100_000;
}

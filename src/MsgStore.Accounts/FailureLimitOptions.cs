using System.ComponentModel.DataAnnotations;

namespace MsgStore.Accounts;

/// <summary>How many wrong passwords are borne before logins are refused unheard.</summary>
public sealed class FailureLimitOptions
{
    /// <summary>The time within which failures are counted, from the first one on; attempts are refused until its end. In minutes. Default: 15.</summary>
    [Range(1, 24 * 60)] public int WindowInMinutes { get; set; } = 15;

    /// <summary>Failures of one client address with one user name. Default: 5.</summary>
    [Range(1, 1_000_000)] public int PerClientAndUser { get; set; } = 5;

    /// <summary>Failures of one client address, an IPv6 one with all of its /64. Default: 30.</summary>
    [Range(1, 1_000_000)] public int PerClient { get; set; } = 30;

    /// <summary>Failures with one user name from everywhere. Clients that logged in as the user within a day are not held by this one. Default: 100.</summary>
    [Range(1, 1_000_000)] public int PerUser { get; set; } = 100;

    /// <summary>Clients, users and pairs of both remembered; beyond it the oldest are forgotten. Default: 100,000.</summary>
    [Range(16, 10_000_000)] public int Capacity { get; set; } = 100_000;
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MsgStore.Accounts;

/// <summary>Where the domain tree lies and how logins are treated.</summary>
public sealed class DomainAccountsOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Accounts";

    /// <summary>The folder that holds a folder for each domain; an absolute path.</summary>
    [Required] public string Root { get; set; } = "";

    /// <summary>
    /// The domain of users who log in with a bare name, and whose postmaster gets what nobody else takes for other domains' postmasters;
    /// empty, the default, for none.
    /// </summary>
    public string DefaultDomain { get; set; } = "";

    /// <summary>For how long a login that was right is right again without a new password hash; up to 1 day, zero for never. Default: 5 minutes.</summary>
    [TimeSpanRange(0, 86_400)] public TimeSpan LoginCacheTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Logins remembered at most. Default: 10,000.</summary>
    [Range(1, 10_000_000)] public int LoginCacheCapacity { get; set; } = 10_000;

    /// <summary>How many wrong passwords are borne.</summary>
    [ValidateObjectMembers] public FailureLimitOptions FailureLimits { get; } = new();
}

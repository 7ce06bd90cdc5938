using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;

namespace MsgStore.Hosting.Configuration;

/// <summary>The sections of the file that hosts and tool share, so that each knows those of all.</summary>
internal static class HostSections
{
    /// <summary>Their names, and the keys beside them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "config", "ServerName", "ForbidCoreDumps", "Store", "Accounts", "PasswordHash", "Encryption", "Tls", "Smtp", "Pop3", "ManageSieve", "Sieve", "Queue",
        "ContentBuffer", "Routing", "RetryMemory", "Logging",
    ];

    /// <summary>Checks that each section of a configuration is one that a host or the tool reads.</summary>
    /// <exception cref="OptionsValidationException">One is not.</exception>
    public static void Check(IConfiguration configuration) => configuration.RequireKeys(All);
}

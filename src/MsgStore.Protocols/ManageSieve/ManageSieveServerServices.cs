using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Filtering;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>What ManageSieve sessions work with. One instance serves all sessions of a listener.</summary>
public sealed class ManageSieveServerServices
{
    /// <summary>Checks logins.</summary>
    public required IAuthProvider Authentication { get; init; }

    /// <summary>Where the scripts live.</summary>
    public required IScriptStore Scripts { get; init; }

    /// <summary>Compiles what is saved.</summary>
    public required IScriptChecker Checker { get; init; }

    /// <summary>Asked at connect and after a login, in this order; the first refusal counts.</summary>
    public IReadOnlyList<IAdmissionPolicy> Policies { get; init; } = [];

    /// <summary>Gives the TLS settings of a handshake for the name the client asks for (RFC 6066 §3), or for none; <see langword="null"/> where TLS is not offered.</summary>
    public Func<string?, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

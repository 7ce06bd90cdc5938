using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Pop3;

/// <summary>What POP3 sessions work with. One instance serves all sessions of a listener.</summary>
public sealed class Pop3ServerServices
{
    /// <summary>Checks logins.</summary>
    public required IAuthProvider Authentication { get; init; }

    /// <summary>Gives the store that a user sees.</summary>
    public required IMessageStoreFactory Stores { get; init; }

    /// <summary>Asked at connect and after a login, in this order; the first refusal counts.</summary>
    public IReadOnlyList<IAdmissionPolicy> Policies { get; init; } = [];

    /// <summary>Gives the TLS settings of a handshake for the name the client asks for (RFC 6066 §3), or for none; <see langword="null"/> where TLS is not offered.</summary>
    public Func<string?, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The instruments of meter <c>MsgStore.Pop3</c>; <see langword="null"/> counts nothing.</summary>
    public Pop3Metrics? Metrics { get; init; }

    /// <summary>Takes the log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Pipeline;

namespace MsgStore.Protocols.Smtp;

/// <summary>What SMTP sessions work with. One instance serves all sessions of a listener.</summary>
public sealed class SmtpServerServices
{
    /// <summary>Takes the messages: the delivery pipeline.</summary>
    public required IDeliveryAgent Delivery { get; init; }

    /// <summary>Knows who lives here.</summary>
    public required IRecipientDirectory Recipients { get; init; }

    /// <summary>Holds messages while they arrive.</summary>
    public required ContentBufferFactory Contents { get; init; }

    /// <summary>The road out, which the pipeline takes for recipients elsewhere; <see langword="null"/> where there is none, and nobody may relay.</summary>
    public IOutboundAgent? Outbound { get; init; }

    /// <summary>Tells senders of refusals that came too late for a reply of their own; <see langword="null"/> where nobody does.</summary>
    public IRejectionNotifier? RejectionNotifier { get; init; }

    /// <summary>Remembers what was stored before a transaction was answered 4yz; <see langword="null"/> without such a memory.</summary>
    public RetryMemory? RetryMemory { get; init; }

    /// <summary>Checks logins; <see langword="null"/> where nobody can log in.</summary>
    public IAuthProvider? Authentication { get; init; }

    /// <summary>Asked in this order; the first refusal counts.</summary>
    public IReadOnlyList<IAdmissionPolicy> Policies { get; init; } = [];

    /// <summary>Gives the TLS settings of a handshake for the name the client asks for (RFC 6066 §3), or for none; <see langword="null"/> where TLS is not offered.</summary>
    public Func<string?, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The instruments of meter <c>MsgStore.Smtp</c>; <see langword="null"/> counts nothing.</summary>
    public SmtpMetrics? Metrics { get; init; }

    /// <summary>Takes the log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

using Microsoft.Extensions.Logging;
using MsgStore.Delivery;

namespace MsgStore.Protocols;

/// <summary>Everything this package logs. No addresses below Debug, no content, no secrets.</summary>
internal static partial class ProtocolLog
{
    [LoggerMessage(3001, LogLevel.Debug, "{Protocol} connection from {Client}")]
    public static partial void Connected(ILogger logger, string protocol, System.Net.IPAddress? client);

    [LoggerMessage(3002, LogLevel.Debug, "{Protocol} connection from {Client} closed")]
    public static partial void Disconnected(ILogger logger, string protocol, System.Net.IPAddress? client);

    [LoggerMessage(3003, LogLevel.Error, "An admission policy failed at {Stage}; the client is put off")]
    public static partial void PolicyFailed(ILogger logger, Exception exception, AdmissionStage stage);

    [LoggerMessage(3004, LogLevel.Information, "Message {EnvelopeId} of {Octets} octets for {Recipients} recipients answered {Code}")]
    public static partial void MessageAnswered(ILogger logger, EnvelopeId envelopeId, long octets, int recipients, int code);

    [LoggerMessage(3005, LogLevel.Error, "The delivery of message {EnvelopeId} failed")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception, EnvelopeId envelopeId);

    [LoggerMessage(3006, LogLevel.Warning, "The delivery of message {EnvelopeId} took longer than allowed; the client is put off")]
    public static partial void DeliveryExpired(ILogger logger, EnvelopeId envelopeId);

    [LoggerMessage(3007, LogLevel.Error, "A {Protocol} command failed; the connection is closed")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string protocol);

    [LoggerMessage(3008, LogLevel.Information, "{Protocol} login to {Domain} from {Client} denied: {Reason}")]
    private static partial void LoginDeniedAt(ILogger logger, string protocol, string domain, System.Net.IPAddress? client, Accounts.AuthDenial reason);

    [LoggerMessage(3019, LogLevel.Debug, "The {Protocol} login that was denied was of {User}")]
    private static partial void LoginDeniedOf(ILogger logger, string protocol, string user);

    /// <summary>Tells of a login that failed: whose it was at Debug only, and of what the client called itself no more than a domain name can hold.</summary>
    public static void LoginDenied(ILogger logger, string protocol, System.Net.IPAddress? client, string userName, Accounts.AuthDenial reason)
    {
        var at = userName.LastIndexOf('@');
        LoginDeniedAt(logger, protocol, at >= 0 && Mailboxes.MailboxName.TryCanonicalizeDomain(userName[(at + 1)..], out var domain) ? domain : "no domain", client, reason);
        if (EmailAddress.TryParse(userName, out var user))
            LoginDeniedOf(logger, protocol, user.ToString());
    }

    [LoggerMessage(3009, LogLevel.Warning, "{Protocol} login from {Client} put off: the accounts cannot be read")]
    public static partial void LoginUnavailable(ILogger logger, string protocol, System.Net.IPAddress? client);

    [LoggerMessage(3010, LogLevel.Information, "TLS with {Client} failed: {Reason}")]
    public static partial void TlsFailed(ILogger logger, System.Net.IPAddress? client, string reason);

    [LoggerMessage(3011, LogLevel.Error, "The recipient directory failed")]
    public static partial void DirectoryFailed(ILogger logger, Exception exception);

    [LoggerMessage(3012, LogLevel.Warning, "A mailbox could not be opened: {Error}")]
    public static partial void MailboxNotOpened(ILogger logger, Exception exception, Storage.StoreError error);

    [LoggerMessage(3013, LogLevel.Error, "A message could not be read to its end; the connection is cut so that the client keeps no part of it")]
    public static partial void RetrievalCut(ILogger logger, Exception exception);

    [LoggerMessage(3014, LogLevel.Error, "{Count} messages could not be removed")]
    public static partial void NotExpunged(ILogger logger, int count);

    [LoggerMessage(3016, LogLevel.Information, "{Protocol} {Stage} refused by {Policy}: {Code} {Reason}")]
    public static partial void Refused(ILogger logger, string protocol, string stage, string policy, string code, string reason);

    [LoggerMessage(3015, LogLevel.Error, "The mailbox session failed at its end")]
    public static partial void ExpungeFailed(ILogger logger, Exception exception);

    [LoggerMessage(3018, LogLevel.Warning, "TLS was asked for and cannot be offered: {Reason}")]
    public static partial void TlsUnavailable(ILogger logger, string reason);
}

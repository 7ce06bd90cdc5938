using Microsoft.Extensions.Options;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Hosting.Listeners;

/// <summary>An SMTP, submission or LMTP listener.</summary>
public sealed class SmtpListenerOptions : ListenerOptions
{
    /// <summary>How its sessions behave.</summary>
    [ValidateObjectMembers(typeof(SmtpServerOptionsValidator))] public SmtpServerOptions Server { get; set; } = new();
}

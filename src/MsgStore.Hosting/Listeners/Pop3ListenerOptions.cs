using Microsoft.Extensions.Options;
using MsgStore.Protocols.Pop3;

namespace MsgStore.Hosting.Listeners;

/// <summary>A POP3 listener.</summary>
public sealed class Pop3ListenerOptions : ListenerOptions
{
    /// <summary>How its sessions behave.</summary>
    [ValidateObjectMembers(typeof(Pop3ServerOptionsValidator))] public Pop3ServerOptions Server { get; set; } = new();
}

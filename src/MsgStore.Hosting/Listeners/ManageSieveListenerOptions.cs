using Microsoft.Extensions.Options;
using MsgStore.Protocols.ManageSieve;

namespace MsgStore.Hosting.Listeners;

/// <summary>A ManageSieve listener.</summary>
public sealed class ManageSieveListenerOptions : ListenerOptions
{
    /// <summary>How its sessions behave.</summary>
    [ValidateObjectMembers(typeof(ManageSieveServerOptionsValidator))] public ManageSieveServerOptions Server { get; set; } = new();
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MsgStore.Delivery;
using MsgStore.Protocols.Dns;
using MsgStore.Queue.Dkim;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue;

/// <summary>How the queue behaves. A value that cannot work stops the host at start.</summary>
public sealed class MailQueueOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Queue";

    /// <summary>The directory of the queue's database and the files beside it; an absolute path on a local file system.</summary>
    [Required] public string Root { get; set; } = "";

    /// <summary>The database's file name. Default: <c>queue.db</c>.</summary>
    [Required, RegularExpression("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")] public string DatabaseName { get; set; } = "queue.db";

    /// <summary>What this host calls itself to others and in notices. Default: localhost.</summary>
    [Required, RegularExpression("[A-Za-z0-9._\\[\\]:-]{1,255}")] public string HostName { get; set; } = "localhost";

    /// <summary>The file of the key that bodies are sealed with where the host encrypts; made where it is not there. Default: <c>host.key</c> in <see cref="Root"/>.</summary>
    public string? HostKeyFile { get; set; }

    /// <summary>How much the queue holds.</summary>
    [ValidateObjectMembers] public LimitOptions Limits { get; set; } = new();

    /// <summary>How much goes on at once.</summary>
    [ValidateObjectMembers] public ConcurrencyOptions Concurrency { get; set; } = new();

    /// <summary>When messages are tried again.</summary>
    [ValidateObjectMembers] public RetryOptions Retry { get; set; } = new();

    /// <summary>When messages of a priority are tried again, where that differs.</summary>
    public IDictionary<MailPriority, RetryOptions> RetryByPriority { get; } = new Dictionary<MailPriority, RetryOptions>();

    /// <summary>By how much a priority goes before the next lower one. Default: 10 minutes.</summary>
    public TimeSpan AgingStep { get; set; } = QueueRank.DefaultStep;

    /// <summary>When a destination is left alone.</summary>
    [ValidateObjectMembers] public BreakerOptions Breaker { get; set; } = new();

    /// <summary>Messages to one destination.</summary>
    [ValidateObjectMembers] public RateLimitOptions DestinationRate { get; set; } = new();

    /// <summary>Messages of one sender.</summary>
    [ValidateObjectMembers] public RateLimitOptions SenderRate { get; set; } = new();

    /// <summary>What senders are told.</summary>
    [ValidateObjectMembers] public NoticeOptions Notices { get; set; } = new();

    /// <summary>How long what is over is kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Routes by name. <c>mx</c> and <c>local</c> are always there.</summary>
    public IDictionary<string, RelayRouteOptions> Routes { get; } = new Dictionary<string, RelayRouteOptions>(StringComparer.Ordinal);

    /// <summary>Rules that choose route and priority; the first one that fits decides.</summary>
    public IList<RoutingRule> Rules { get; } = [];

    /// <summary>The route where no rule names one. Default: <c>mx</c>.</summary>
    [Required] public string DefaultRoute { get; set; } = RouteTable.Mx;

    /// <summary>Which name servers are asked for the hosts of domains.</summary>
    [ValidateObjectMembers] public DnsOptions Dns { get; set; } = new();

    /// <summary>
    /// Networks that are not public, as <c>10.0.0.0/8</c>, whose hosts mail may go to where the records of a domain, or an address literal, lead there;
    /// this host's own are among them. Routes that name their host need none. Default: none.
    /// </summary>
    public IList<string> PrivateNetworks { get; } = [];

    /// <summary>What is signed.</summary>
    public DkimOptions Dkim { get; set; } = new();

    /// <summary>Applications' databases whose outboxes are emptied into the queue.</summary>
    public IList<OutboxSource> Outboxes { get; } = [];

    /// <summary>Who is told at once of urgent mail.</summary>
    public IList<InterruptOptions> Interrupts { get; } = [];

    /// <summary>How often the queue looks for work that nobody announced. Default: 30 seconds.</summary>
    public TimeSpan SafetyInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for what is under way. Default: 25 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The control socket's path; empty for none. Default: <c>queue.sock</c> in <see cref="Root"/>.</summary>
    public string? ControlSocket { get; set; }
}

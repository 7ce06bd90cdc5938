using System.Collections.Frozen;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Routing;

/// <summary>The routes and the rules that choose among them.</summary>
internal sealed class RouteTable
{
    /// <summary>The route to mail exchangers, which is always there.</summary>
    public const string Mx = "mx";

    /// <summary>The route to this host's own delivery, which is always there.</summary>
    public const string Local = "local";

    private readonly FrozenDictionary<string, Route> _routes;
    private readonly IList<RoutingRule> _rules;
    private readonly Route _default;

    public RouteTable(MailQueueOptions options)
    {
        var routes = new Dictionary<string, Route>(StringComparer.Ordinal)
        {
            [Mx] = Make(Mx, new RelayRouteOptions(), options.HostName),
            [Local] = Make(Local, new RelayRouteOptions { Kind = RouteKind.Local }, options.HostName),
        };
        foreach (var (name, route) in options.Routes)
            routes[name] = Make(name, route, options.HostName);
        _routes = routes.ToFrozenDictionary(StringComparer.Ordinal);
        _rules = options.Rules;
        NeedsHeader = _rules.Any(rule => rule.Header is not null);
        _default = _routes[options.DefaultRoute];
    }

    /// <summary>Whether a rule looks at the header section.</summary>
    public bool NeedsHeader { get; }

    /// <summary>A route by its name; the default one where the name is of a configuration before.</summary>
    public Route this[string name] => _routes.GetValueOrDefault(name, _default);

    /// <summary>Whether there is such a route.</summary>
    public bool Contains(string name) => _routes.ContainsKey(name);

    /// <summary>Chooses route and priority.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="header">Its header section; empty where no rule needs it.</param>
    public (Route Route, MailPriority Priority) Choose(Envelope envelope, EmailAddress recipient, ReadOnlySpan<byte> header)
    {
        foreach (var rule in _rules)
            if (Fits(rule, envelope, recipient, header))
                return (rule.Route is { } name ? _routes[name] : _default, rule.Priority ?? envelope.Priority);
        return (_default, envelope.Priority);
    }

    private static bool Fits(RoutingRule rule, Envelope envelope, EmailAddress recipient, ReadOnlySpan<byte> header) =>
        (rule.Recipient is null || Pattern.Matches(rule.Recipient, recipient.ToString()))
        && (rule.Sender is null || Pattern.Matches(rule.Sender, envelope.From?.ToString() ?? ""))
        && (rule.Tenant is null || (envelope.Tenant is { } tenant && Pattern.Matches(rule.Tenant, tenant)))
        && (rule.Header is null || HasField(rule.Header, header));

    private static bool HasField(string condition, ReadOnlySpan<byte> header)
    {
        var colon = condition.IndexOf(':', StringComparison.Ordinal);
        var name = Encoding.UTF8.GetBytes(colon < 0 ? condition.Trim() : condition[..colon].Trim());
        var pattern = colon < 0 ? "*" : condition[(colon + 1)..].Trim();
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            if (field.Is(name) && Pattern.Matches(pattern, field.GetText()))
                return true;
        return false;
    }

    private static Route Make(string name, RelayRouteOptions options, string localName)
    {
        var settings = new RelaySettings
        {
            Port = options.Port ?? (options.Kind == RouteKind.Lmtp ? 24 : 25),
            Protocol = options.Kind == RouteKind.Lmtp ? RelayProtocol.Lmtp : RelayProtocol.Smtp,
            Tls = options.Tls,
            Credentials = options.Username.Length > 0 ? new RelayCredentials(options.Username, options.Password) : null,
            AllowPlaintextAuth = options.AllowPlaintextAuth,
            AllowUnverifiedAuth = options.AllowUnverifiedAuth,
            LocalName = localName,
        };
        return new Route(name, options.Kind, settings, options.Host) { Concurrency = options.Concurrency, PerMinute = options.PerMinute };
    }
}

using System.Buffers;
using Microsoft.Extensions.Options;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;

namespace MsgStore.Queue;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class MailQueueOptionsAttributeValidator : IValidateOptions<MailQueueOptions>;

/// <summary>Stops the host at start for a value that could not work.</summary>
internal sealed class MailQueueOptionsValidator : IValidateOptions<MailQueueOptions>
{
    /// <summary>Octets of a socket's path, without the zero at its end (unix(7)).</summary>
    private const int MaxSocketOctets = 107;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public ValidateOptionsResult Validate(string? name, MailQueueOptions options)
    {
        var failures = new List<string>(new MailQueueOptionsAttributeValidator().Validate(name, options).Failures ?? []);
        if (options.Root.Length > 0 && !Path.IsPathFullyQualified(options.Root))
            failures.Add($"Root '{options.Root}' has to be an absolute path.");
        if (options.HostKeyFile is { } key && !Path.IsPathFullyQualified(key))
            failures.Add($"HostKeyFile '{key}' has to be an absolute path.");
        var socket = options.ControlSocket ?? Control.QueueControlClient.DefaultSocket(options.Root);
        if (System.Text.Encoding.UTF8.GetByteCount(socket) > MaxSocketOctets)
            failures.Add($"ControlSocket '{socket}' is longer than the {MaxSocketOctets} octets a socket's path may have; set a shorter one, or an empty one for none.");
        CheckTimes(options, failures);
        CheckRoutes(options, failures);
        CheckSources(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckTimes(MailQueueOptions options, List<string> failures)
    {
        foreach (var (name, value) in ((string, TimeSpan)[])
            [
                ("SafetyInterval", options.SafetyInterval), ("Concurrency:Lease", options.Concurrency.Lease), ("Breaker:OpenFor", options.Breaker.OpenFor),
                ("Breaker:MaxOpenFor", options.Breaker.MaxOpenFor),
            ])
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromDays(1))
                failures.Add($"{name} {value} has to be 1 second to 1 day.");
        foreach (var (name, value) in ((string, TimeSpan)[])
            [
                ("AgingStep", options.AgingStep), ("DrainTimeout", options.DrainTimeout), ("Concurrency:IdleConnection", options.Concurrency.IdleConnection),
                ("Notices:DelayAfter", options.Notices.DelayAfter), ("Retention:Done", options.Retention.Done), ("Retention:Dead", options.Retention.Dead),
                ("Retention:Keys", options.Retention.Keys),
            ])
            if (value < TimeSpan.Zero || value > TimeSpan.FromDays(36_500))
                failures.Add($"{name} {value} has to be 0 to 36,500 days.");
        CheckRetry("Retry", options.Retry, failures);
        foreach (var (priority, retry) in options.RetryByPriority)
            CheckRetry($"RetryByPriority:{priority}", retry, failures);
    }

    private static void CheckRetry(string name, RetryOptions options, List<string> failures)
    {
        var profile = options.ToProfile();
        if (profile.FirstInterval < TimeSpan.FromMilliseconds(1) || profile.MaxInterval < profile.FirstInterval)
            failures.Add($"{name}: FirstInterval {profile.FirstInterval} has to be above zero and not above MaxInterval {profile.MaxInterval}.");
        if (profile.GiveUpAfter <= TimeSpan.Zero || profile.GiveUpAfter > TimeSpan.FromDays(3650))
            failures.Add($"{name}:GiveUpAfter {profile.GiveUpAfter} has to be above zero and at most 10 years.");
        if (profile.MaxAttempts < 1)
            failures.Add($"{name}:MaxAttempts {profile.MaxAttempts} has to be at least 1.");
        if (profile.Factor is < 1 or > 100 || profile.Jitter is < 0 or > 1)
            failures.Add($"{name}: Factor {profile.Factor} has to be 1 to 100, Jitter {profile.Jitter} 0 to 1.");
    }

    private static void CheckRoutes(MailQueueOptions options, List<string> failures)
    {
        string[] known = [RouteTable.Mx, RouteTable.Local, .. options.Routes.Keys];
        foreach (var (name, route) in options.Routes)
        {
            if (name.Length is 0 or > 64 || name.AsSpan().ContainsAnyExcept(NameCharacters))
                failures.Add($"Routes: '{name}' is no name; it has 1 to 64 letters, digits, '.', '_' and '-'.");
            if (route.Kind is RouteKind.Smarthost or RouteKind.Lmtp && route.Host.Length == 0)
                failures.Add($"Routes:{name}:Host is missing; a route of kind {route.Kind} needs one.");
            if (route.Port is < 1 or > 65_535)
                failures.Add($"Routes:{name}:Port {route.Port} has to be 1 to 65,535.");
            if (route.Concurrency is < 1 or > 10_000 || route.PerMinute is <= 0 or > 1_000_000)
                failures.Add($"Routes:{name}: Concurrency {route.Concurrency} has to be 1 to 10,000, PerMinute {route.PerMinute} above 0 and at most 1,000,000.");
            CheckLogin(name, route, failures);
        }
        if (!known.Contains(options.DefaultRoute, StringComparer.Ordinal))
            failures.Add($"DefaultRoute '{options.DefaultRoute}' is no route. There are: {string.Join(", ", known)}.");
        for (var i = 0; i < options.Rules.Count; i++)
            if (options.Rules[i].Route is { } route && !known.Contains(route, StringComparer.Ordinal))
                failures.Add($"Rules:{i}:Route '{route}' is no route. There are: {string.Join(", ", known)}.");
    }

    private static void CheckLogin(string name, RelayRouteOptions route, List<string> failures)
    {
        if (route.Username.Length == 0)
            return;
        if (route.Password.Length == 0)
            failures.Add($"Routes:{name}:Password is missing; there is a Username.");
        if (route.Kind is not (RouteKind.Smarthost or RouteKind.Lmtp))
            failures.Add($"Routes:{name}:Username '{route.Username}' is of no use to a route of kind {route.Kind}; a login is for the one host of a Smarthost or Lmtp route.");
        else if (route.Tls is RelayTls.None && !route.AllowPlaintextAuth)
            failures.Add($"Routes:{name}:Tls '{route.Tls}' would send the password of '{route.Username}' in the clear; set Tls to Required or Implicit, or AllowPlaintextAuth to true.");
        else if (route.Tls is not (RelayTls.Required or RelayTls.Implicit) && !route.AllowPlaintextAuth && !route.AllowUnverifiedAuth)
            failures.Add($"Routes:{name}:Tls '{route.Tls}' would send the password of '{route.Username}' to whoever answers, under any certificate; set Tls to Required or Implicit, or AllowUnverifiedAuth to true.");
    }

    private static void CheckSources(MailQueueOptions options, List<string> failures)
    {
        for (var i = 0; i < options.Outboxes.Count; i++)
            if (!Path.IsPathFullyQualified(options.Outboxes[i].Database) || (options.Outboxes[i].Doorbell is { } bell && !Path.IsPathFullyQualified(bell)))
                failures.Add($"Outboxes:{i}: Database and Doorbell have to be absolute paths.");
        foreach (var server in options.Dns.Servers)
            if (!System.Net.IPEndPoint.TryParse(server, out _))
                failures.Add($"Dns:Servers '{server}' is no address, as 192.0.2.53, or address and port, as 192.0.2.53:5353.");
        foreach (var network in options.PrivateNetworks)
            if (!System.Net.IPNetwork.TryParse(network, out _))
                failures.Add($"PrivateNetworks '{network}' is no network; write its first address and the length of its prefix, as 10.0.0.0/8 or fd00::/8.");
        for (var i = 0; i < options.Dkim.Keys.Count; i++)
            if (options.Dkim.Keys[i] is { Domain.Length: 0 } or { Selector.Length: 0 } or { KeyFile.Length: 0 })
                failures.Add($"Dkim:Keys:{i} needs Domain, Selector and KeyFile.");
        for (var i = 0; i < options.Interrupts.Count; i++)
        {
            var hook = options.Interrupts[i];
            if (hook.Command is null && hook.Url is null)
                failures.Add($"Interrupts:{i} has neither Command nor Url.");
            if (hook.Command is { } command && !Path.IsPathFullyQualified(command))
                failures.Add($"Interrupts:{i}:Command '{command}' has to be an absolute path.");
            if (hook.Timeout < TimeSpan.FromMilliseconds(10) || hook.Timeout > TimeSpan.FromHours(1))
                failures.Add($"Interrupts:{i}:Timeout {hook.Timeout} has to be 10 milliseconds to 1 hour.");
            if (hook.Url is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
                failures.Add($"Interrupts:{i}:Url '{url}' has to begin with http:// or https://.");
        }
    }
}

using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Tests.Support;

/// <summary>Each domain has the exchangers mx1 and mx2, unless a test says otherwise.</summary>
internal sealed class FixedResolver : IRouteResolver
{
    public Func<string, RouteResolution?> Answer { get; set; } = _ => null;

    public ValueTask<RouteResolution> ResolveAsync(string domain, RelaySettings settings, CancellationToken cancellationToken = default) => ValueTask.FromResult(
        Answer(domain) ?? new RouteResolution.Found([new RelayHop { Host = $"mx1.{domain}", Settings = settings }, new RelayHop { Host = $"mx2.{domain}", Settings = settings, Preference = 10 }]));
}

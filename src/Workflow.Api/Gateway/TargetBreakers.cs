using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Workflow.Api.Gateway;

/// <summary>The circuits of all targets that requests go to.</summary>
internal sealed partial class TargetBreakers(IEndpointRoutes routes, GatewayOptions options, TimeProvider time, ILogger<TargetBreakers> log)
{
    private readonly ConcurrentDictionary<(string Project, string Endpoint, RouteTarget Target), TargetBreaker> _breakers = new();

    /// <summary>The circuit of a target.</summary>
    public TargetBreaker Of(EndpointRoute route, RouteTarget target)
    {
        (string, string, RouteTarget) key = (route.Project, route.Name, target);
        return _breakers.TryGetValue(key, out TargetBreaker? known) ? known : Add(key);
    }

    /// <summary>Project, endpoint and target of every circuit that is not closed.</summary>
    public IReadOnlyList<(string Project, string Endpoint, RouteTarget Target)> Open => [.. _breakers.Where(breaker => breaker.Value.IsOpen).Select(breaker => breaker.Key)];

    // Where a target is new, others may have gone: nobody is to be told of circuits that nothing flows through any more.
    private TargetBreaker Add((string Project, string Endpoint, RouteTarget Target) key)
    {
        foreach ((string project, string endpoint, RouteTarget target) in _breakers.Keys)
        {
            if (routes.Current.Find(project, endpoint)?.Targets.Contains(target) is true || !_breakers.TryRemove((project, endpoint, target), out _)) continue;
            GatewayTelemetry.CircuitGone(endpoint, target.Name);
        }

        return _breakers.GetOrAdd(key, _ => new TargetBreaker(options, time, isOpen => Tell(key.Endpoint, key.Target, isOpen)));
    }

    private void Tell(string endpoint, RouteTarget target, bool isOpen)
    {
        GatewayTelemetry.CircuitChanged(endpoint, target.Name, isOpen);
        if (isOpen) LogOpened(log, endpoint, target.Name, target.Url);
        else LogClosed(log, endpoint, target.Name, target.Url);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Endpoint}: most requests to {Target} at {Url} fail; it gets none for a moment")]
    private static partial void LogOpened(ILogger logger, string endpoint, string target, Uri url);

    [LoggerMessage(2, LogLevel.Information, "{Endpoint}: {Target} at {Url} answers again")]
    private static partial void LogClosed(ILogger logger, string endpoint, string target, Uri url);
}

using System.Collections.Frozen;

namespace Workflow.Api.Gateway;

/// <summary>All routes at one moment. It never changes, so it is read without locks.</summary>
internal sealed class RouteSnapshot
{
    private readonly FrozenDictionary<(string Project, string Name), EndpointRoute> _routes;

    private RouteSnapshot(IEnumerable<EndpointRoute> routes, bool isKnown)
    {
        _routes = routes.ToFrozenDictionary(route => (route.Project, route.Name));
        IsKnown = isKnown;
    }

    /// <summary>Makes a snapshot.</summary>
    public RouteSnapshot(IEnumerable<EndpointRoute> routes)
        : this(routes, isKnown: true)
    {
    }

    /// <summary>Before the routes were read for the first time.</summary>
    public static RouteSnapshot Unknown { get; } = new([], isKnown: false);

    /// <summary>Whether the routes were ever read.</summary>
    public bool IsKnown { get; }

    /// <summary>Every route.</summary>
    public IEnumerable<EndpointRoute> Routes => _routes.Values;

    /// <summary>The route of an endpoint; null where there is no such endpoint.</summary>
    public EndpointRoute? Find(string project, string name) => _routes.GetValueOrDefault((project, name));
}

namespace Workflow.Api.Gateway;

/// <summary>Where the requests of an endpoint go.</summary>
internal sealed class EndpointRoute
{
    private readonly RouteTarget[] _serving;
    private readonly int _totalWeight;
    private long _turn;

    /// <summary>Makes a route.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="targets">What may answer; none where the endpoint was stopped.</param>
    /// <param name="shadows">What gets copies of the requests and whose answers nobody sees.</param>
    public EndpointRoute(string project, string name, IReadOnlyList<RouteTarget> targets, IReadOnlyList<RouteTarget>? shadows = null)
    {
        (Project, Name, Targets, Shadows) = (project, name, targets, shadows ?? []);
        _serving = [.. targets.Where(target => target.Weight > 0)];
        _totalWeight = _serving.Sum(target => target.Weight);
    }

    /// <summary>Project of the endpoint.</summary>
    public string Project { get; }

    /// <summary>Name of the endpoint.</summary>
    public string Name { get; }

    /// <summary>What may answer.</summary>
    public IReadOnlyList<RouteTarget> Targets { get; }

    /// <summary>What gets copies of the requests.</summary>
    public IReadOnlyList<RouteTarget> Shadows { get; }

    /// <summary>The target of a request; null where the endpoint was stopped.</summary>
    /// <param name="stickyKey">Requests with the same key go to the same target; null: by turns.</param>
    public RouteTarget? Choose(string? stickyKey) => _serving switch
    {
        [] => null,
        [var only] => only,
        _ when stickyKey is { Length: > 0 } => TargetChoice.ByKey(_serving, stickyKey),
        _ => TargetChoice.ByTurn(_serving, _totalWeight, Interlocked.Increment(ref _turn)),
    };
}

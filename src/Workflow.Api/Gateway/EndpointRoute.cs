namespace Workflow.Api.Gateway;

/// <summary>Where the requests of an endpoint go.</summary>
internal sealed class EndpointRoute
{
    private const double GoldenRatio = 0.6180339887498949;
    private const int Whole = 100;

    private readonly RouteTarget[] _serving;
    private readonly int _totalWeight;
    private long _turn;
    private long _copies;

    /// <summary>Makes a route.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="targets">What may answer, what serves it first; none where the endpoint was stopped.</param>
    public EndpointRoute(string project, string name, IReadOnlyList<RouteTarget> targets)
    {
        (Project, Name, Targets) = (project, name, targets);
        _serving = [.. targets.Where(target => target.Weight > 0)];
        _totalWeight = _serving.Sum(target => target.Weight);
    }

    /// <summary>Project of the endpoint.</summary>
    public string Project { get; }

    /// <summary>Name of the endpoint.</summary>
    public string Name { get; }

    /// <summary>What may answer.</summary>
    public IReadOnlyList<RouteTarget> Targets { get; }

    /// <summary>Names the time over which requests are counted together; null where nobody compares versions.</summary>
    public string? Epoch { get; init; }

    /// <summary>What gets copies of the requests, and whose answers nobody sees; null for nothing.</summary>
    public RouteTarget? Shadow { get; init; }

    /// <summary>Percent of the requests that are copied.</summary>
    public int ShadowShare { get; init; }

    /// <summary>Whether answers of a second version are compared with those that the first would have given.</summary>
    public bool ComparesWithFirst { get; init; }

    /// <summary>The target of a request; null where the endpoint was stopped.</summary>
    /// <param name="stickyKey">Requests with the same key go to the same target; null: by turns.</param>
    public RouteTarget? Choose(string? stickyKey) => _serving switch
    {
        [] => null,
        [var only] => only,
        _ when stickyKey is { Length: > 0 } => TargetChoice.ByKey(_serving, stickyKey),
        _ => TargetChoice.ByTurn(_serving, _totalWeight, Interlocked.Increment(ref _turn)),
    };

    /// <summary>What answers where a second version cannot; null for nothing.</summary>
    public RouteTarget? InsteadOf(RouteTarget target) => Epoch is not null && Targets is [var first, ..] && target != first ? first : null;

    /// <summary>What gets a copy of a request that a target has answered; null for nothing.</summary>
    public RouteTarget? CopyFor(RouteTarget answered)
    {
        if (Shadow is { } shadow) return Interlocked.Increment(ref _copies) * GoldenRatio % 1 * Whole < ShadowShare ? shadow : null;
        return ComparesWithFirst ? InsteadOf(answered) : null;
    }
}

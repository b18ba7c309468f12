using Workflow.Api.Gateway;

namespace Workflow.Api.Tests.Gateway;

/// <summary>Routes that a test sets.</summary>
internal sealed class RouteTable : IEndpointRoutes
{
    private volatile RouteSnapshot _current = RouteSnapshot.Unknown;
    private int _refreshes;

    public RouteSnapshot Current => _current;

    /// <summary>How often somebody has asked for fresh routes.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>Changes the routes whenever somebody asks for fresh ones.</summary>
    public Action? OnRefresh { get; set; }

    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _refreshes);
        OnRefresh?.Invoke();
        return Task.CompletedTask;
    }

    /// <summary>Lets there be one route.</summary>
    public void Set(EndpointRoute route) => _current = new RouteSnapshot([route]);

    /// <summary>Lets the endpoint <c>x</c> of the project <c>default</c> have these targets.</summary>
    public void Set(params IReadOnlyList<Uri> targets) =>
        _current = new RouteSnapshot([new EndpointRoute("default", "x", [.. targets.Select((url, i) => new RouteTarget(url, 1, $"m@{i + 1}"))])]);
}

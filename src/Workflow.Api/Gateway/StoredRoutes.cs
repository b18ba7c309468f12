using System.Data.Common;
using Microsoft.Extensions.Logging;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Training.Errors;

namespace Workflow.Api.Gateway;

/// <summary>Routes made of the endpoints that are stored. Where the database is away, those that were last read stay.</summary>
internal sealed partial class StoredRoutes(EndpointStore endpoints, GatewayOptions options, TimeProvider time, ILogger<StoredRoutes> log) : IEndpointRoutes
{
    private const int WholeWeight = 100;
    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(5);

    private IReadOnlyList<EndpointRecord> _records = [];
    private RouteSnapshot _current = RouteSnapshot.Unknown;
    private Reading _next = new();
    private bool _isAway;

    /// <inheritdoc/>
    public RouteSnapshot Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        Reading next = Volatile.Read(ref _next);
        next.Asked.TrySetResult();
        return next.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Reads the routes again and again until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ReadAsync(stop).ConfigureAwait(false);
            Task asked = Volatile.Read(ref _next).Asked.Task;
            await asked.WaitAsync(options.RefreshInterval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the routes once.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Whoever asks from here on is told of the reading after this one.
        Reading reading = Interlocked.Exchange(ref _next, new Reading());
        using var limit = new CancellationTokenSource(ReadingLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Take(await endpoints.ListAsync(Projects.Default, either.Token).ConfigureAwait(false));
        }
        catch (Exception away) when (away is WorkflowException or DbException or OperationCanceledException)
        {
            if (!_isAway && !cancellationToken.IsCancellationRequested) LogAway(log, away.Message);
            _isAway = true;
        }
        finally
        {
            reading.Done.TrySetResult();
        }
    }

    private static EndpointRoute RouteOf(EndpointRecord endpoint)
    {
        if (endpoint.Deployment is not { } deployed) return new EndpointRoute(Projects.Default, endpoint.Name, []);
        string version = $"{endpoint.Pipeline}@{endpoint.Version}";
        if (endpoint.Challenger is not { Ended: null } second) return new EndpointRoute(Projects.Default, endpoint.Name, [new RouteTarget(deployed.Url, WholeWeight, version)]);
        bool isShadow = second.Plan.Role == TrafficRole.Shadow;
        var other = new RouteTarget(second.Handle.Url, isShadow ? 0 : second.Share, second.Version);
        return new EndpointRoute(Projects.Default, endpoint.Name, [new RouteTarget(deployed.Url, WholeWeight - other.Weight, version), other])
        {
            Epoch = second.Epoch,
            Shadow = isShadow ? other : null,
            ShadowShare = isShadow ? second.Share : 0,
            ComparesWithFirst = second.Plan.Role == TrafficRole.Canary,
        };
    }

    private void Take(IReadOnlyList<EndpointRecord> records)
    {
        if (_isAway) LogBack(log);
        _isAway = false;
        if (Current.IsKnown && records.SequenceEqual(_records)) return;
        _records = records;
        Volatile.Write(ref _current, new RouteSnapshot(records.Select(RouteOf)));
    }

    [LoggerMessage(1, LogLevel.Warning, "The endpoints cannot be read; the routes known so far stay: {Problem}")]
    private static partial void LogAway(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Information, "The endpoints can be read again")]
    private static partial void LogBack(ILogger logger);

    private sealed class Reading
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

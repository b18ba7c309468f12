using Workflow.Jobs.Requests;
using Workflow.Jobs.Triggers;

namespace Workflow.Jobs.Schedules;

/// <summary>Everything that begins runs by itself: schedules, triggers, and the starting of what they ask for. Several processes may run it on one PostgreSQL.</summary>
public sealed class ScheduleLoops
{
    private readonly ScheduleReconciler _reconciler;
    private readonly Scheduler _scheduler;
    private readonly RequestStarter _starter;
    private readonly ArrivalWatch _arrivals;

    /// <summary>Creates the loops.</summary>
    public ScheduleLoops(
        ScheduleReconciler reconciler, Scheduler scheduler, RequestStarter starter, ArrivalWatch arrivals)
    {
        _reconciler = reconciler;
        _scheduler = scheduler;
        _starter = starter;
        _arrivals = arrivals;
    }

    /// <summary>Runs until it is told to stop, or one of them fails by a defect or a database that is of no use any more.</summary>
    /// <param name="pipelinesPath">pipelines.yaml.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(string pipelinesPath, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        string directory = Path.GetDirectoryName(Path.GetFullPath(pipelinesPath))!;
        Task[] loops =
        [
            _reconciler.RunAsync(pipelinesPath, either.Token),
            _scheduler.RunAsync(either.Token),
            _starter.RunAsync(pipelinesPath, either.Token),
            _arrivals.RunAsync(directory, either.Token),
        ];
        await Task.WhenAny(loops).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop in the middle of a query.
        }
    }
}

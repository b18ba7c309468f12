using Workflow.Jobs.Hosting;
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
    public Task RunAsync(string pipelinesPath, CancellationToken stop)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(pipelinesPath))!;
        return BackgroundLoops.RunAsync(
            stop,
            token => _reconciler.RunAsync(pipelinesPath, token),
            _scheduler.RunAsync,
            token => _starter.RunAsync(pipelinesPath, token),
            token => _arrivals.RunAsync(directory, token));
    }
}

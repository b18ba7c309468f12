using Workflow.Api.Dashboard.Views;
using Workflow.Api.Hosting;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard;

/// <summary>Reads what the page of schedules shows.</summary>
internal sealed class ScheduleViews
{
    /// <summary>How many ticks are told in advance.</summary>
    public const int TicksShown = 5;

    private const int RunsShown = 3;
    private const int PendingShown = 50;

    private readonly ScheduleStore _schedules;
    private readonly RequestStore _requests;
    private readonly RunReports _runs;
    private readonly ScheduleReconciler _reconciler;
    private readonly PipelineSource _source;
    private readonly TimeProvider _time;

    public ScheduleViews(
        ScheduleStore schedules, RequestStore requests, RunReports runs, ScheduleReconciler reconciler, PipelineSource source, TimeProvider time)
    {
        _schedules = schedules;
        _requests = requests;
        _runs = runs;
        _reconciler = reconciler;
        _source = source;
        _time = time;
    }

    /// <summary>Everything as it is now.</summary>
    public async Task<ScheduleOverview> ReadAsync(CancellationToken cancellationToken)
    {
        var views = new List<ScheduleView>();
        foreach (ScheduleRecord schedule in await _schedules.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            views.Add(await ReadAsync(schedule, cancellationToken).ConfigureAwait(false));
        }

        IReadOnlyList<RequestRecord> pending = await _requests.ListAsync(new RequestFilter { State = RequestState.Pending }, PendingShown, null, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ScheduleOverview(views, pending, _source.Open().Names) { Problem = _reconciler.Problem };
        }
        catch (WorkflowException wrong)
        {
            return new ScheduleOverview(views, pending, []) { Problem = wrong.Message };
        }
    }

    private async Task<ScheduleView> ReadAsync(ScheduleRecord schedule, CancellationToken cancellationToken)
    {
        var last = new List<RequestedRun>();
        foreach (RequestRecord request in await _requests.ListAsync(new RequestFilter { CauseId = schedule.Id }, RunsShown, null, cancellationToken).ConfigureAwait(false))
        {
            RunResult? run = request.RunId is { } id ? await _runs.ProgressAsync(id, cancellationToken).ConfigureAwait(false) : null;
            last.Add(new RequestedRun(request, run?.State));
        }

        try
        {
            return new ScheduleView(schedule, Tick.Next(schedule.Times(), _time.GetUtcNow(), TicksShown), last, null);
        }
        catch (ScheduleException wrong)
        {
            return new ScheduleView(schedule, [], last, wrong.Message);
        }
    }
}

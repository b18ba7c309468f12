using Workflow.Api.Dashboard.Views;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Training.Configuration;

namespace Workflow.Api.Dashboard;

/// <summary>Reads what a run's page shows.</summary>
internal sealed class RunViews(RunReports reports, RunStore runs, StepLogStore logs)
{
    private const int LinesShown = 500;
    private const int EventsShown = 200;

    /// <summary>The run as it is now.</summary>
    /// <param name="id">The run.</param>
    /// <param name="step">The step whose log is wanted; null for all.</param>
    /// <param name="withLog">Whether the log is wanted: a page that is refreshed has it.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="RunException">There is no such run or step.</exception>
    public async Task<RunView> ReadAsync(string id, string? step, bool withLog, CancellationToken cancellationToken)
    {
        RunRecord record = await runs.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new RunException(RunException.Unknown, $"there is no run '{id}'");
        RunResult run = reports.Outline(record);
        if (step is not null && run.Steps.All(known => known.Name != step))
        {
            throw new RunException(RunException.UnknownStep, $"run {id} has no step '{step}'; {NearestName.Hint(step, [.. run.Steps.Select(known => known.Name)])}");
        }

        IReadOnlyList<StepEvent> events = await runs.EventsAsync(id, cancellationToken).ConfigureAwait(false);
        LogTail log = await logs.TailAsync(id, step, withLog ? LinesShown : 0, cancellationToken).ConfigureAwait(false);
        return new RunView(run, record, [.. events.TakeLast(EventsShown)], Math.Max(0, events.Count - EventsShown), log) { LogStep = step };
    }
}

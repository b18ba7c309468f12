using Workflow.Jobs.Logs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.Train;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Jobs.Experiments;

/// <summary>What steps have told of an experiment before they hand anything on: read from their lines of log.</summary>
internal sealed class ExperimentLog(StepLogStore logs)
{
    private const int RowsAtOnce = 500;

    /// <summary>Trials that are over, in the order of the search.</summary>
    public async Task<IReadOnlyList<EndedTrial>> TrialsAsync(string run, CancellationToken cancellationToken) =>
        [.. (await LinesAsync(run, StandardGraph.Train, cancellationToken).ConfigureAwait(false)).Select(TrialLine.Read).OfType<EndedTrial>().OrderBy(trial => trial.Trial)];

    /// <summary>Findings of the guards, as sentences.</summary>
    public async Task<IReadOnlyList<string>> NoticesAsync(string run, CancellationToken cancellationToken) =>
        [.. (await LinesAsync(run, StandardGraph.Guard, cancellationToken).ConfigureAwait(false)).Where(line => line.StartsWith('['))];

    // An attempt begins from the beginning, so what an earlier one told does not count.
    private async Task<IEnumerable<string>> LinesAsync(string run, string step, CancellationToken cancellationToken)
    {
        var all = new List<LogLines>();
        for (long? after = 0; after is { } from;)
        {
            LogPage page = await logs.ReadAsync(run, step, from, RowsAtOnce, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Items);
            after = page.Next;
        }

        return all.Where(lines => lines.Claim == all[^1].Claim).SelectMany(lines => lines.Lines);
    }
}

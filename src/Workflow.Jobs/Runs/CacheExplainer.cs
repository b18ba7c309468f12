using System.Globalization;
using System.Text;
using Workflow.Training.Configuration;
using Workflow.Training.Files;

namespace Workflow.Jobs.Runs;

/// <summary>Tells why a step's result was reused, or made anew.</summary>
public sealed class CacheExplainer(RunStore runs)
{
    private const int RunsLookedAt = 50;

    /// <summary>Explains a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="pipeline">The pipeline; null where only one has run, or a run is given.</param>
    /// <param name="runId">The run to explain; null for the newest that has come to the step.</param>
    /// <param name="againstId">The run to compare with; null for the one before that has come to the step.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="RunException">There is no such run or step, or it never came to the step.</exception>
    public async Task<CacheExplanation> ExplainAsync(string step, string? pipeline, string? runId, string? againstId, CancellationToken cancellationToken)
    {
        RunRecord run = runId is null
            ? await FindNewestAsync(step, pipeline, cancellationToken).ConfigureAwait(false)
            : await RequireAsync(runId, step, cancellationToken).ConfigureAwait(false);
        RunRecord? against = againstId is null
            ? (await ListAsync(run.Definition.Name, run.Id, cancellationToken).ConfigureAwait(false)).FirstOrDefault(earlier => FingerprintOf(earlier, step) is not null)
            : await RequireAsync(againstId, step, cancellationToken).ConfigureAwait(false);
        StepRecord record = run.Steps.First(known => known.Name == step);
        string? source = record.State == StepState.Reused ? await FindSourceAsync(run, record.Fingerprint!, cancellationToken).ConfigureAwait(false) : null;
        IReadOnlyList<FingerprintDifference> differences = against is null ? [] : FingerprintComparison.Compare(FingerprintOf(against, step)!, record.Fingerprint!);
        return new CacheExplanation
        {
            Step = step,
            Pipeline = run.Definition.Name,
            Run = run.Id,
            State = record.State,
            Against = against?.Id,
            Differences = differences,
            ReusedFrom = source,
            Verdict = Verdict(run, record, against, differences, source),
        };
    }

    private static string Verdict(RunRecord run, StepRecord step, RunRecord? against, IReadOnlyList<FingerprintDifference> differences, string? source)
    {
        string since = against is null ? "there is no earlier run to compare with"
            : differences.Count == 0 ? $"nothing differs from run {against.Id}"
            : string.Create(CultureInfo.InvariantCulture, $"{differences.Count} {(differences.Count == 1 ? "thing differs" : "things differ")} from run {against.Id}");
        if (step.State == StepState.Reused) return source is null ? $"{since}; an earlier result was reused" : $"{since}; the result of run {source} was reused";
        string why = run.NoCache ? "; the run was told to use no earlier results (--no-cache)"
            : step.MustRedo ? "; the run was told to do this step anew (resume --from)"
            : run.Definition.Step(step.Name).Program is { IsCached: false } ? "; results of a program of yours are reused only where its step says `cache: true`"
            : against is null || differences.Count > 0 ? string.Empty
            : "; the earlier result was not kept, is no longer there or no longer stands in the world outside";
        return step.State == StepState.Succeeded ? $"{since}; the step was done{why}" : $"{since}; the step is {step.State}{why}";
    }

    private async Task<RunRecord> FindNewestAsync(string step, string? pipeline, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> pipelines = await runs.PipelinesAsync(cancellationToken).ConfigureAwait(false);
        if (pipeline is null && pipelines.Count > 1)
        {
            throw new RunException("pipeline-unclear", $"several pipelines have run: say which one, --pipeline {string.Join(" or ", pipelines)}");
        }

        string name = pipeline ?? pipelines.FirstOrDefault() ?? throw new RunException(RunException.Unknown, "nothing has run yet");
        IReadOnlyList<RunRecord> newest = await ListAsync(name, null, cancellationToken).ConfigureAwait(false);
        if (newest.Count == 0) throw new RunException(RunException.Unknown, $"there is no run of '{name}'; {NearestName.Hint(name, pipelines)}");
        return newest.FirstOrDefault(run => FingerprintOf(run, step) is not null) ?? throw NotReached(newest[0], step);
    }

    private async Task<RunRecord> RequireAsync(string runId, string step, CancellationToken cancellationToken)
    {
        RunRecord run = await runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) ?? throw new RunException(RunException.Unknown, $"there is no run '{runId}'");
        return FingerprintOf(run, step) is null ? throw NotReached(run, step) : run;
    }

    private Task<IReadOnlyList<RunRecord>> ListAsync(string pipeline, string? before, CancellationToken cancellationToken) =>
        runs.ListAsync(new RunFilter { Pipeline = pipeline }, RunsLookedAt, before, cancellationToken);

    // Where the same result was made once more since, nobody knows any longer which run had made it then.
    private async Task<string?> FindSourceAsync(RunRecord run, string fingerprint, CancellationToken cancellationToken)
    {
        string? source = await runs.FindCachedRunAsync(Sha256Hex.Of(Encoding.UTF8.GetBytes(fingerprint)), cancellationToken).ConfigureAwait(false);
        return source is not null && string.CompareOrdinal(source, run.Id) < 0 ? source : null;
    }

    private static RunException NotReached(RunRecord run, string step) => run.Steps.Any(known => known.Name == step)
        ? new RunException("step-not-reached", $"run {run.Id} has not come to the end of step {step}: nothing is known of what it reads")
        : new RunException(
            RunException.UnknownStep, $"run {run.Id} of {run.Definition.Name} has no step '{step}'; {NearestName.Hint(step, [.. run.Steps.Select(known => known.Name)])}");

    private static string? FingerprintOf(RunRecord run, string step) => run.Steps.FirstOrDefault(known => known.Name == step)?.Fingerprint;
}

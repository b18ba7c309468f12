using System.Text;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Steps.Validate;
using Workflow.Training.Errors;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Experiments;

/// <summary>Tells about experiments, which are the runs that train a model, from what their steps have left.</summary>
public sealed class ExperimentReports
{
    private const int SuccessorsTold = 20;

    private readonly RunStore _runs;
    private readonly RunReports _reports;
    private readonly IArtifactStore _artifacts;
    private readonly ExperimentLog _log;

    /// <summary>Creates the reports.</summary>
    public ExperimentReports(RunStore runs, RunReports reports, IArtifactStore artifacts, StepLogStore logs)
    {
        _runs = runs;
        _reports = reports;
        _artifacts = artifacts;
        _log = new ExperimentLog(logs);
    }

    /// <summary>The newest experiments, newest first.</summary>
    /// <param name="filter">Which runs; <see cref="RunFilter.Step"/> is set here.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Only those created before this one; null to begin with the newest.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<ExperimentSummary>> ListAsync(RunFilter filter, int limit, string? before, CancellationToken cancellationToken)
    {
        var found = new List<ExperimentSummary>();
        foreach (RunRecord run in await _runs.ListAsync(filter with { Step = StandardGraph.Train }, limit, before, cancellationToken).ConfigureAwait(false))
        {
            found.Add(await SummaryAsync(run, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>Everything about an experiment.</summary>
    /// <returns>Null where there is no such run, or it trains nothing.</returns>
    /// <exception cref="ArtifactException">Something that it made is gone.</exception>
    public async Task<ExperimentReport?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await _runs.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } record || !Trains(record)
            || await _reports.FullAsync(id, cancellationToken).ConfigureAwait(false) is not { } run)
        {
            return null;
        }

        LabelDefinition? label = await FindLabelAsync(record, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PlanLine> settings = SettingsOf(record, label);
        var report = new ExperimentReport
        {
            Summary = await SummaryAsync(record, cancellationToken).ConfigureAwait(false),
            Run = run,
            Settings = settings,
            Classes = label?.Classes ?? [],
            Trials = [],
            BuiltFrom = await ComparisonAsync(record, settings, cancellationToken).ConfigureAwait(false),
            Successors = await ListAsync(new RunFilter { BuiltFrom = id }, SuccessorsTold, null, cancellationToken).ConfigureAwait(false),
        };
        return await WithSearchAsync(report, record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExperimentReport> WithSearchAsync(ExperimentReport report, RunRecord record, CancellationToken cancellationToken)
    {
        IngestReport? ingest = await ReadAsync<IngestReport>(record, IngestStep.Report, cancellationToken).ConfigureAwait(false);
        GuardReport? guards = await ReadAsync<GuardReport>(record, GuardStep.Report, cancellationToken).ConfigureAwait(false);
        Leaderboard? leaderboard = await ReadAsync<Leaderboard>(record, TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false);
        TrialTimings? timings = await ReadAsync<TrialTimings>(record, TrainStep.Timings, cancellationToken).ConfigureAwait(false);
        ValidationReport? validation = await ReadAsync<ValidationReport>(record, ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        return report with
        {
            Features = ingest is null ? null : ExperimentFeatures.Of(ingest, guards, leaderboard),
            Resources = timings is null
                ? null
                : new ExperimentResources(timings.Trials.Sum(trial => trial.FitSeconds), timings.PeakMemoryBytes, timings.ScoreMicroseconds),
            Trials = leaderboard is null ? await _log.TrialsAsync(record.Id, cancellationToken).ConfigureAwait(false) : TrialsOf(leaderboard),
            Notices = guards is null ? await _log.NoticesAsync(record.Id, cancellationToken).ConfigureAwait(false) : [],
            Gates = validation?.Gates,
            BackTest = leaderboard?.BackTest,
            Evaluation = await ReadAsync<ModelEvaluation>(record, ValidateStep.Evaluation, cancellationToken).ConfigureAwait(false),
            PipelineSha256 = record.Outputs.GetValueOrDefault(StandardGraph.Validate)?.Find(ValidateStep.Pipeline.Output),
        };
    }

    private async Task<ExperimentSummary> SummaryAsync(RunRecord record, CancellationToken cancellationToken)
    {
        RunResult run = _reports.Outline(record);
        RunStep train = run.Steps.First(step => step.Name == StandardGraph.Train);
        return new ExperimentSummary
        {
            Experiment = run.Run,
            Pipeline = run.Pipeline,
            State = run.State,
            Reason = run.Reason,
            Target = record.Definition.Model?.Target,
            Tags = run.Tags,
            BuiltFrom = record.Cause.Kind == RunCauseKind.Rebuild ? record.Cause.Id : null,
            CreatedAt = run.CreatedAt,
            Seconds = run.Seconds,
            Progress = train.Progress,
            Score = await ScoreAsync(record, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<ExperimentScore?> ScoreAsync(RunRecord record, CancellationToken cancellationToken)
    {
        if (await ReadAsync<Leaderboard>(record, TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false) is not { } leaderboard) return null;
        ValidationReport? validation = await ReadAsync<ValidationReport>(record, ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        LeaderboardEntry winner = leaderboard.Winner;
        return winner.Rmse is { } error
            ? new ExperimentScore(winner.Learner, leaderboard.Features.Count, "RMSE", error, validation?.Regression?.Rmse)
            : new ExperimentScore(winner.Learner, leaderboard.Features.Count, "log loss", winner.LogLoss, validation?.Test?.LogLoss);
    }

    // The earlier one may be gone.
    private async Task<ExperimentComparison?> ComparisonAsync(RunRecord record, IReadOnlyList<PlanLine> settings, CancellationToken cancellationToken)
    {
        if (record.Cause is not { Kind: RunCauseKind.Rebuild, Id: { } id }) return null;
        if (await _runs.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } other || !Trains(other)) return null;
        return new ExperimentComparison(
            await SummaryAsync(other, cancellationToken).ConfigureAwait(false),
            ExperimentComparison.Changes(SettingsOf(other, await FindLabelAsync(other, cancellationToken).ConfigureAwait(false)), settings));
    }

    // A recipe that an earlier release took may be none to this one.
    private async Task<LabelDefinition?> FindLabelAsync(RunRecord record, CancellationToken cancellationToken)
    {
        if (record.Definition.Model is not { } model) return null;
        try
        {
            byte[] recipe = await _artifacts.ReadAsync(model.Recipe.Sha256, cancellationToken).ConfigureAwait(false);
            return RecipeLoader.FindLabel(RecipeLoader.Read(Encoding.UTF8.GetString(recipe), model.Recipe.Path), model.Target);
        }
        catch (WorkflowException)
        {
            return null;
        }
    }

    private Task<T?> ReadAsync<T>(RunRecord record, StepOutput output, CancellationToken cancellationToken)
        where T : class => _reports.ReadAsync<T>(record.Outputs, output, cancellationToken);

    private static IReadOnlyList<PlanLine> SettingsOf(RunRecord record, LabelDefinition? label) => record.Definition.Model is { } model ? RunPlan.SettingsOf(model, label) : [];

    private static bool Trains(RunRecord record) => record.Steps.Any(step => step.Name == StandardGraph.Train);

    private static IReadOnlyList<EndedTrial> TrialsOf(Leaderboard leaderboard) =>
    [
        .. from entry in leaderboard.Trials
           where entry.Members.Count == 0
           orderby entry.Trial
           select new EndedTrial(entry.Trial, entry.Learner, entry.Status, entry.Folds, entry.Loss),
    ];
}

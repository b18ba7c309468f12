using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Sources;
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
            found.Add(await SummaryAsync(new RunDocuments(run, _artifacts), cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>The run of an experiment, without what its steps have made.</summary>
    /// <returns>Null where there is no such run, or it trains nothing.</returns>
    public async Task<RunRecord?> FindRunAsync(string id, CancellationToken cancellationToken) =>
        await _runs.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } run && run.Steps.Any(step => step.Name == StandardGraph.Train) ? run : null;

    /// <summary>Everything about an experiment.</summary>
    /// <returns>Null where there is no such run, or it trains nothing.</returns>
    /// <exception cref="ArtifactException">Something that it made is gone.</exception>
    public async Task<ExperimentReport?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindRunAsync(id, cancellationToken).ConfigureAwait(false) is not { } record) return null;
        var documents = new RunDocuments(record, _artifacts);
        RunResult run = await _reports.FullAsync(documents, cancellationToken).ConfigureAwait(false);
        RecipeDefinition? recipe = await FindRecipeAsync(record, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PlanLine> settings = SettingsOf(record, recipe);
        var report = new ExperimentReport
        {
            Summary = await SummaryAsync(documents, cancellationToken).ConfigureAwait(false),
            Run = run,
            Settings = settings,
            Classes = recipe is null ? [] : RecipeLoader.FindLabel(recipe, record.Definition.Model!.Target).Classes,
            Trials = [],
            BuiltFrom = await ComparisonAsync(documents, settings, cancellationToken).ConfigureAwait(false),
            Successors = await ListAsync(new RunFilter { BuiltFrom = id }, SuccessorsTold, null, cancellationToken).ConfigureAwait(false),
        };
        return await WithSearchAsync(report, documents, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExperimentReport> WithSearchAsync(ExperimentReport report, RunDocuments documents, CancellationToken cancellationToken)
    {
        IngestReport? ingest = await documents.ReadAsync<IngestReport>(IngestStep.Report, cancellationToken).ConfigureAwait(false);
        GuardReport? guards = await documents.ReadAsync<GuardReport>(GuardStep.Report, cancellationToken).ConfigureAwait(false);
        Leaderboard? leaderboard = await documents.ReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false);
        TrialTimings? timings = await documents.ReadAsync<TrialTimings>(TrainStep.Timings, cancellationToken).ConfigureAwait(false);
        ValidationReport? validation = await documents.ReadAsync<ValidationReport>(ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        return report with
        {
            Features = ingest is null ? null : ExperimentFeatures.Of(ingest, guards, leaderboard),
            Resources = timings is null
                ? null
                : new ExperimentResources(timings.Trials.Sum(trial => trial.FitSeconds), timings.PeakMemoryBytes, timings.ScoreMicroseconds),
            Trials = leaderboard is null ? await _log.TrialsAsync(documents.Run.Id, cancellationToken).ConfigureAwait(false) : TrialsOf(leaderboard),
            Notices = guards is null ? await _log.NoticesAsync(documents.Run.Id, cancellationToken).ConfigureAwait(false) : [],
            Gates = validation?.Gates,
            BackTest = leaderboard?.BackTest,
            Evaluation = await documents.ReadAsync<ModelEvaluation>(ValidateStep.Evaluation, cancellationToken).ConfigureAwait(false),
            PipelineSha256 = documents.Run.Find(ValidateStep.Pipeline),
        };
    }

    private async Task<ExperimentSummary> SummaryAsync(RunDocuments documents, CancellationToken cancellationToken)
    {
        RunRecord record = documents.Run;
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
            Settings = run.Settings,
            BuiltFrom = record.Cause.Kind == RunCauseKind.Rebuild ? record.Cause.Id : null,
            CreatedAt = run.CreatedAt,
            Seconds = run.Seconds,
            Progress = train.Progress,
            Score = await FindScoreAsync(documents, cancellationToken).ConfigureAwait(false),
        };
    }

    // A list has other experiments to tell of: one whose artifacts are gone has no score.
    private static async Task<ExperimentScore?> FindScoreAsync(RunDocuments documents, CancellationToken cancellationToken)
    {
        try
        {
            return await ScoreAsync(documents, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactException gone) when (gone.Code == ArtifactException.Damaged)
        {
            return null;
        }
    }

    private static async Task<ExperimentScore?> ScoreAsync(RunDocuments documents, CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false) is not { } leaderboard) return null;
        ValidationReport? validation = await documents.ReadAsync<ValidationReport>(ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        LeaderboardEntry winner = leaderboard.Winner;
        return winner.Rmse is { } error
            ? new ExperimentScore(winner.Learner, leaderboard.Features.Count, "RMSE", error, validation?.Regression?.Rmse)
            : new ExperimentScore(winner.Learner, leaderboard.Features.Count, "log loss", winner.LogLoss, validation?.Test?.LogLoss);
    }

    // The earlier one may be gone.
    private async Task<ExperimentComparison?> ComparisonAsync(RunDocuments documents, IReadOnlyList<PlanLine> settings, CancellationToken cancellationToken)
    {
        if (documents.Run.Cause is not { Kind: RunCauseKind.Rebuild, Id: { } id }) return null;
        if (await FindRunAsync(id, cancellationToken).ConfigureAwait(false) is not { } other) return null;
        var earlier = new RunDocuments(other, _artifacts);
        IReadOnlyList<string>? before = await FindColumnsAsync(earlier, cancellationToken).ConfigureAwait(false), after = await FindColumnsAsync(documents, cancellationToken).ConfigureAwait(false);
        return new ExperimentComparison(
            await SummaryAsync(earlier, cancellationToken).ConfigureAwait(false),
            ExperimentComparison.Changes(SettingsOf(other, await FindRecipeAsync(other, cancellationToken).ConfigureAwait(false)), settings),
            await TestRows.AreSameAsync(earlier, documents, cancellationToken).ConfigureAwait(false),
            before is null || after is null ? [] : [.. before.Except(after, StringComparer.Ordinal)],
            before is null || after is null ? [] : [.. after.Except(before, StringComparer.Ordinal)]);
    }

    private static async Task<IReadOnlyList<string>?> FindColumnsAsync(RunDocuments documents, CancellationToken cancellationToken) =>
        (await documents.TryReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false))?.Features;

    // A recipe that an earlier release took may be none to this one.
    private async Task<RecipeDefinition?> FindRecipeAsync(RunRecord record, CancellationToken cancellationToken)
    {
        if (record.Definition.Model is not { } model) return null;
        try
        {
            RecipeDefinition recipe = await _artifacts.ReadRecipeAsync(model.Recipe, cancellationToken).ConfigureAwait(false);
            return recipe.Labels.Any(label => label.Column == model.Target) ? recipe : null;
        }
        catch (WorkflowException)
        {
            return null;
        }
    }

    private static IReadOnlyList<PlanLine> SettingsOf(RunRecord record, RecipeDefinition? recipe) => record.Definition.Model is { } model ? RunPlan.SettingsOf(model, recipe) : [];

    private static IReadOnlyList<EndedTrial> TrialsOf(Leaderboard leaderboard) =>
    [
        .. from entry in leaderboard.Trials
           where entry.Members.Count == 0
           orderby entry.Trial
           select new EndedTrial(entry.Trial, entry.Learner, entry.Status, entry.Folds, entry.Loss),
    ];
}

using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Texts;
using Workflow.Scoring.Models;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Jobs.Steps.Train;

/// <summary>Searches for the best model.</summary>
public sealed class TrainStep(TimeProvider time) : IStep
{
    /// <summary>The model, as <see cref="ModelCodec"/> writes it.</summary>
    public static StepOutput Model { get; } = new(StandardGraph.Train, "model", OutputType.File);

    /// <summary>The leaderboard.</summary>
    public static StepOutput Leaderboard { get; } = StepOutput.Document<Leaderboard>(StandardGraph.Train, "leaderboard");

    /// <summary>What the trials took. No step reads it: times must not decide anything.</summary>
    public static StepOutput Timings { get; } = StepOutput.Document<TrialTimings>(StandardGraph.Train, "timings");

    /// <inheritdoc/>
    public string Name => StandardGraph.Train;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [IngestStep.Dataset, SplitStep.Rows, GuardStep.Report];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Model, Leaderboard, Timings];

    /// <inheritdoc/>
    public bool IsIsolated => true;

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new PreparedStep(new { context.Model.Train, library = XGBoostLearner.FindLibrary() }, token => TrainAsync(context, token)));

    private async Task<StepResult> TrainAsync(StepContext context, CancellationToken cancellationToken)
    {
        TrainingInputs inputs = await TrainingInputs.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        var experiment = new Experiment(context.Model.Train, inputs.Plan, inputs.Split.Train, time) { Grouping = inputs.Grouping };
        if (experiment.Folds < context.Model.Train.Folds) context.Log.Write(FewerFolds(context.Model.Train.Folds, experiment.Folds));
        ExperimentResult result = await BlockingWork.RunAsync(
            () => experiment.Run(Environment.ProcessorCount, new TrialProgress(context), cancellationToken),
            cancellationToken).ConfigureAwait(false);

        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddAsync(Model.Output, ModelCodec.Write(result.Model), cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Leaderboard.Output, Train.Leaderboard.Of(result), cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Timings.Output, Took(result), cancellationToken).ConfigureAwait(false);
        string trials = CountText.Of(result.Leaderboard.Count(entry => entry.Members.Count == 0), "trial");
        return new StepResult(outputs.Build(), $"{trials}; {result.Choice}");
    }

    private static string FewerFolds(int wanted, int folds) => string.Create(
        CultureInfo.InvariantCulture, $"train.folds is {wanted}, but there are not as many rows to train on: {folds} folds are used");

    private static TrialTimings Took(ExperimentResult result)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new TrialTimings(result.Timings) { ScoreMicroseconds = result.ScoreMicroseconds, PeakMemoryBytes = process.PeakWorkingSet64 is > 0 and var peak ? peak : null };
    }

    // Whoever watches sees the progress; who comes later reads it in the log.
    private sealed class TrialProgress(StepContext context) : IProgress<ExperimentProgress>
    {
        public void Report(ExperimentProgress value)
        {
            string words = value.BestLearner is null ? "trials" : string.Create(CultureInfo.InvariantCulture, $"trials, best {value.BestLearner} {value.BestLoss:F4}");
            context.Progress.Report(new StepProgress(value.TrialsDone, value.Trials, words));
            foreach (EndedTrial trial in value.Ended) context.Log.Write(TrialLine.Write(trial));
            if (value.Ended.Count > 0) context.Log.Write(string.Create(CultureInfo.InvariantCulture, $"{value.TrialsDone} of {value.Trials} {words}"));
        }
    }
}

using System.Globalization;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Sources;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Steps.Train;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Files;
using Workflow.Training.Metrics;
using Workflow.Training.Packaging;
using Workflow.Training.Recipes;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Steps.Validate;

/// <summary>Judges the model on the test rows, writes the scoring pipeline file and registers the version.</summary>
public sealed class ValidateStep : IStep
{
    /// <summary>The scoring pipeline file.</summary>
    public static StepOutput Pipeline { get; } = new(StandardGraph.Validate, "pipeline", OutputType.File);

    /// <summary>The metrics and gates.</summary>
    public static StepOutput Report { get; } = StepOutput.Document<ValidationReport>(StandardGraph.Validate, "report");

    /// <summary>What the model relies on, and what its probabilities are worth.</summary>
    public static StepOutput Evaluation { get; } = StepOutput.Document<ModelEvaluation>(StandardGraph.Validate, "evaluation");

    /// <inheritdoc/>
    public string Name => StandardGraph.Validate;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [IngestStep.Dataset, IngestStep.Report, SplitStep.Rows, GuardStep.Report, TrainStep.Model, TrainStep.Leaderboard];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Pipeline, Report, Evaluation];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        DataDescription? about = (await context.Artifacts.ReadRecipeAsync(context.Model.Recipe, cancellationToken).ConfigureAwait(false)).About;
        var parameters = new { context.Definition.Name, context.Model.Gates, training = ParametersSha256(context.Model), about };
        return new PreparedStep(parameters, token => ValidateAsync(context, about, token));
    }

    private static async Task<StepResult> ValidateAsync(StepContext context, DataDescription? about, CancellationToken cancellationToken)
    {
        TrainingInputs inputs = await TrainingInputs.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        Leaderboard leaderboard = await context.ReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false);
        IngestReport ingest = await context.ReadAsync<IngestReport>(IngestStep.Report, cancellationToken).ConfigureAwait(false);
        LeaderboardEntry winner = leaderboard.Winner;
        MarginModel model = ModelCodec.Read(await context.Artifacts.ReadAsync(context.Input(TrainStep.Model), cancellationToken).ConfigureAwait(false));
        var trained = new TrainedModel(inputs.Plan.Keep(leaderboard.Features), model, new LearnerSummary(winner.Learner, winner.Library, winner.Parameters));
        double? threshold = leaderboard.OperatingPoint?.Threshold;
        double[] answers = await BlockingWork.RunAsync(
            () => PipelinePackager.Predict(trained, inputs.Dataset.Task, inputs.Split.Test), cancellationToken).ConfigureAwait(false);
        ValidationReport report = Judge(context.Model.Gates, inputs, answers, threshold);
        PipelineDraft draft = PipelinePackager.Draft(context.Definition.Name, inputs.Dataset, trained, inputs.Split.Train, LineageOf(context, inputs), threshold);
        var evaluator = new ModelEvaluator(draft.Pipeline, inputs.Dataset, trained.Plan, inputs.Split, context.Model.Train.Seed);
        ModelEvaluation evaluation = await BlockingWork.RunAsync(
            () => evaluator.Run(answers, threshold, Environment.ProcessorCount, cancellationToken), cancellationToken).ConfigureAwait(false);

        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Evaluation.Output, evaluation, cancellationToken).ConfigureAwait(false);
        GateResult[] failed = [.. report.Gates.Where(gate => !gate.Passed)];
        if (failed.Length > 0) return new StepResult(outputs.Build(), null) { Failure = new GateException(failed) };
        ModelCard card = ValidationCard.Of(context, inputs, leaderboard, draft, report, evaluation, about, ingest);
        byte[] file = await BlockingWork.RunAsync(() => PipelinePackager.Pack(draft, card, cancellationToken), cancellationToken).ConfigureAwait(false);
        string digest = await outputs.AddAsync(Pipeline.Output, file, cancellationToken).ConfigureAwait(false);
        NewVersion version = VersionOf(context, digest, file.Length, report, winner, ingest);
        return new StepResult(outputs.Build(), MessageOf(report)) { Effects = [new RegisterVersionEffect(version)] };
    }

    private static ValidationReport Judge(GatesDefinition gates, TrainingInputs inputs, double[] outputs, double? threshold)
    {
        if (inputs.Dataset.Task == ModelTask.Regression)
        {
            double[] targets = [.. inputs.Split.Test.Select(row => inputs.Dataset.Targets[row])];
            var numbers = RegressionMetrics.Compute(outputs, targets);
            return new ValidationReport(null, numbers, Gates.Check(gates, numbers));
        }

        int[] labels = [.. inputs.Split.Test.Select(row => inputs.Dataset.Labels[row])];
        var metrics = ClassificationMetrics.Compute(outputs, labels, inputs.Classes, threshold);
        return new ValidationReport(metrics, null, Gates.Check(gates, metrics));
    }

    private static NewVersion VersionOf(
        StepContext context, string digest, long bytes, ValidationReport report, LeaderboardEntry winner, IngestReport ingest)
    {
        var summary = new VersionSummary(
            context.Model.Target,
            winner.Learner,
            report.Test?.LogLoss,
            report.Test?.F1Macro,
            report.Test?.Mcc,
            report.Test?.Accuracy,
            ingest.Origin,
            ingest.Simulated,
            bytes)
        {
            Rmse = report.Regression?.Rmse,
            R2 = report.Regression?.R2,
        };
        return new NewVersion(context.Definition.Name, digest, summary);
    }

    private static string MessageOf(ValidationReport report) => report.Test is { } test
        ? string.Create(CultureInfo.InvariantCulture, $"test log loss {test.LogLoss:F4}, macro F1 {test.F1Macro:F4}, MCC {test.Mcc:F4}")
        : string.Create(CultureInfo.InvariantCulture, $"test RMSE {report.Regression!.Rmse:G5}, R2 {report.Regression.R2:F4}");

    // A published split counts by its bytes, not by its path.
    private static string ParametersSha256(ModelDefinition model) => Sha256Hex.Of(JobsJson.WriteUtf8(
        new { Split = model.Split with { PublishedFile = null }, File = model.SplitFile?.Sha256, model.Guards, model.Train }));

    private static Lineage LineageOf(StepContext context, TrainingInputs inputs) => new()
    {
        Recipe = inputs.Dataset.Schema.Recipe,
        RecipeSha256 = inputs.Dataset.Schema.RecipeSha256,
        DatasetSha256 = context.Input(IngestStep.Dataset),
        SourceSha256 = inputs.Dataset.Schema.SourceSha256,
        Simulated = inputs.Dataset.Schema.Simulated,
        SplitSha256 = context.Input(SplitStep.Rows),
        ParametersSha256 = ParametersSha256(context.Model),
        CodeVersion = CodeVersion.Training,
        TrainingRows = inputs.Split.Train.Length,
        TestRows = inputs.Split.Test.Length,
    };
}

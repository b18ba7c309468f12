using System.Globalization;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Steps.Train;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Experiments;
using Workflow.Training.Files;
using Workflow.Training.Metrics;
using Workflow.Training.Packaging;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Steps.Validate;

/// <summary>Judges the model on the test rows, writes the scoring pipeline file and registers the version.</summary>
public sealed class ValidateStep : IStep
{
    /// <summary>The scoring pipeline file.</summary>
    public static StepOutput Pipeline { get; } = new(StandardGraph.Validate, "pipeline", OutputType.File);

    /// <summary>The metrics and gates.</summary>
    public static StepOutput Report { get; } = StepOutput.Document<ValidationReport>(StandardGraph.Validate, "report");

    /// <inheritdoc/>
    public string Name => StandardGraph.Validate;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [IngestStep.Dataset, IngestStep.Report, SplitStep.Rows, GuardStep.Report, TrainStep.Model, TrainStep.Leaderboard];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Pipeline, Report];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        var parameters = new { context.Definition.Name, context.Model.Gates, training = context.Model.Train };
        return Task.FromResult(new PreparedStep(parameters, token => ValidateAsync(context, token)));
    }

    private static async Task<StepResult> ValidateAsync(StepContext context, CancellationToken cancellationToken)
    {
        TrainingInputs inputs = await TrainingInputs.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        Leaderboard leaderboard = await context.ReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false);
        IngestReport ingest = await context.ReadAsync<IngestReport>(IngestStep.Report, cancellationToken).ConfigureAwait(false);
        LeaderboardEntry winner = leaderboard.Winner;
        MarginModel model = ModelCodec.Read(await context.Artifacts.ReadAsync(context.Input(TrainStep.Model), cancellationToken).ConfigureAwait(false));
        var trained = new TrainedModel(inputs.Plan.Keep(leaderboard.Features), model, new LearnerSummary(winner.Learner, winner.Library, winner.Parameters));
        ValidationReport report = Judge(context.Model.Gates, inputs, trained);
        GateResult[] failed = [.. report.Gates.Where(gate => !gate.Passed)];
        if (failed.Length > 0) return await RefuseAsync(context, report, new GateException(failed), cancellationToken).ConfigureAwait(false);

        Lineage lineage = LineageOf(context, inputs);
        ModelCard card = CardOf(context, inputs, trained, leaderboard, lineage, report);
        byte[] file = PipelinePackager.Pack(context.Definition.Name, inputs.Dataset, trained, inputs.Split.Train, lineage, card);
        return await PublishAsync(context, file, report, winner, ingest, cancellationToken).ConfigureAwait(false);
    }

    private static ValidationReport Judge(GatesDefinition gates, TrainingInputs inputs, TrainedModel trained)
    {
        double[] outputs = PipelinePackager.Predict(trained, inputs.Dataset.Task, inputs.Split.Test);
        if (inputs.Dataset.Task == ModelTask.Regression)
        {
            double[] targets = [.. inputs.Split.Test.Select(row => inputs.Dataset.Targets[row])];
            var numbers = RegressionMetrics.Compute(outputs, targets);
            return new ValidationReport(null, numbers, Gates.Check(gates, numbers));
        }

        int[] labels = [.. inputs.Split.Test.Select(row => inputs.Dataset.Labels[row])];
        var metrics = ClassificationMetrics.Compute(outputs, labels, inputs.Classes);
        return new ValidationReport(metrics, null, Gates.Check(gates, metrics));
    }

    private static async Task<StepResult> RefuseAsync(
        StepContext context, ValidationReport report, GateException failure, CancellationToken cancellationToken)
    {
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        return new StepResult(outputs.Build(), null) { Failure = failure };
    }

    private static async Task<StepResult> PublishAsync(
        StepContext context, byte[] file, ValidationReport report, LeaderboardEntry winner, IngestReport ingest, CancellationToken cancellationToken)
    {
        var outputs = new StepOutputsBuilder(context.Artifacts);
        string digest = await outputs.AddAsync(Pipeline.Output, file, cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        var version = new NewVersion(
            context.Definition.Name,
            digest,
            new VersionSummary(
                context.Model.Target,
                winner.Learner,
                report.Test?.LogLoss,
                report.Test?.F1Macro,
                report.Test?.Mcc,
                report.Test?.Accuracy,
                ingest.Origin,
                ingest.Simulated,
                file.Length)
            {
                Rmse = report.Regression?.Rmse,
                R2 = report.Regression?.R2,
            });
        string message = report.Test is { } test
            ? string.Create(CultureInfo.InvariantCulture, $"test log loss {test.LogLoss:F4}, macro F1 {test.F1Macro:F4}, MCC {test.Mcc:F4}")
            : string.Create(CultureInfo.InvariantCulture, $"test RMSE {report.Regression!.Rmse:G5}, R2 {report.Regression.R2:F4}");
        return new StepResult(outputs.Build(), message) { Effects = [new RegisterVersionEffect(version)] };
    }

    private static Lineage LineageOf(StepContext context, TrainingInputs inputs) => new()
    {
        Recipe = inputs.Dataset.Schema.Recipe,
        RecipeSha256 = inputs.Dataset.Schema.RecipeSha256,
        DatasetSha256 = context.Input(IngestStep.Dataset),
        SourceSha256 = inputs.Dataset.Schema.SourceSha256,
        Simulated = inputs.Dataset.Schema.Simulated,
        SplitSha256 = context.Input(SplitStep.Rows),
        ParametersSha256 = Sha256Hex.Of(JobsJson.WriteUtf8(new { context.Model.Split, context.Model.Guards, context.Model.Train })),
        CodeVersion = CodeVersion.Training,
        TrainingRows = inputs.Split.Train.Length,
        TestRows = inputs.Split.Test.Length,
    };

    private static ModelCard CardOf(
        StepContext context, TrainingInputs inputs, TrainedModel trained, Leaderboard leaderboard, Lineage lineage, ValidationReport report)
    {
        return new ModelCard
        {
            Name = context.Definition.Name,
            Target = context.Model.Target,
            Classes = inputs.Dataset.Schema.Classes,
            Lineage = lineage,
            Split = $"{inputs.Split.Method}, {inputs.Split.TrainName} and {inputs.Split.TestName}",
            Columns = trained.Plan.Columns,
            Guards = inputs.Guards,
            Leaderboard = leaderboard.Trials,
            Chosen = leaderboard.Chosen,
            Choice = leaderboard.Choice,
            OperatingPoint = leaderboard.OperatingPoint,
            Test = report.Test,
            Regression = report.Regression,
            Gates = report.Gates,
        };
    }
}

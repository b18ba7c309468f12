using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Steps.Guard;

/// <summary>Looks for what makes data or a split doubtful: leakage, shift, contamination, columns that say nothing.</summary>
public sealed class GuardStep : IStep
{
    /// <summary>What the guards found and measured.</summary>
    public static StepOutput Report { get; } = StepOutput.Document<GuardReport>(StandardGraph.Guard, "report");

    /// <inheritdoc/>
    public string Name => StandardGraph.Guard;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [IngestStep.Dataset, SplitStep.Rows];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Report];

    /// <inheritdoc/>
    public bool IsIsolated => true;

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new PreparedStep(new { context.Model.Guards, library = XGBoostLearner.FindLibrary() }, token => GuardAsync(context, token)));

    private static async Task<StepResult> GuardAsync(StepContext context, CancellationToken cancellationToken)
    {
        Dataset dataset = DatasetFile.Read(await context.FileAsync(IngestStep.Dataset, cancellationToken).ConfigureAwait(false));
        DataSplit split = await context.ReadAsync<DataSplit>(SplitStep.Rows, cancellationToken).ConfigureAwait(false);
        var guard = new Workflow.Training.Guards.Guard(dataset, split, context.Model.Guards);
        GuardReport report = await BlockingWork.RunAsync(
            () => guard.Run(Environment.ProcessorCount, new ToldProgress(context), cancellationToken), cancellationToken).ConfigureAwait(false);

        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"findings: {report.Findings.Count}; columns: {report.Dropped.Count} dropped, {dataset.Features.Count - report.Dropped.Count} stay");
        return new StepResult(outputs.Build(), message) { Failure = FailureOf(report, dataset) };
    }

    private static GuardException? FailureOf(GuardReport report, Dataset dataset)
    {
        Finding[] fatal = [.. report.Findings.Where(finding => finding.Action == GuardAction.Fail)];
        if (fatal.Length > 0) return new GuardException(fatal);
        return report.Dropped.Count == dataset.Features.Count ? new GuardException(report.Findings, "no column is left to train on: guards have dropped every one") : null;
    }

    // Findings stand in the log as soon as they are known, while the run goes on.
    private sealed class ToldProgress(StepContext context) : IProgress<GuardProgress>
    {
        public void Report(GuardProgress value)
        {
            if (value.Found is { } finding) context.Log.Write($"[{RunFinding.Of(finding).Kind}] {finding.Message}");
            else context.Progress.Report(new StepProgress(value.Done, value.Columns, "columns measured"));
        }
    }
}

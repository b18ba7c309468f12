using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;
using Workflow.Scoring;

namespace Workflow.Jobs.Steps.ScoreBatch;

/// <summary>Scores files with a registered version. What an attempt has committed is where the next one goes on.</summary>
public sealed class ScoreBatchStep(WorkflowHome home, TimeProvider time) : IStep
{
    /// <summary>What became of the files.</summary>
    public static StepOutput Report { get; } = new(StandardGraph.ScoreBatch, "report", OutputType.Json);

    /// <inheritdoc/>
    public string Name => StandardGraph.ScoreBatch;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Report];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        BatchDefinition batch = context.Definition.Batch ?? throw new StepException($"run {context.Claim.RunId} names no files to score");
        ScoringPipeline pipeline = await context.Artifacts.ReadPipelineAsync(batch.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return new PreparedStep(new { context.Definition.Name, batch }, token => RunAsync(context, batch, pipeline, token)) { IsCacheable = false };
    }

    private async Task<StepResult> RunAsync(StepContext context, BatchDefinition batch, ScoringPipeline pipeline, CancellationToken cancellationToken)
    {
        IReadOnlyList<BatchOrder> orders = BatchOrders.Of(batch, string.Create(CultureInfo.InvariantCulture, $"{context.Definition.Name}@{batch.Version}"));
        var scorer = new BatchScorer(home, time);
        var results = new List<BatchResult>();
        foreach (BatchOrder order in orders)
        {
            results.Add(await scorer.ScoreAsync(pipeline, order, new NumberedProgress(context.Progress, results.Count + 1, orders.Count, Path.GetFileName(order.Output)), cancellationToken).ConfigureAwait(false));
        }

        var report = new BatchReport(results);
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        string made = results.Count == 1 ? Path.GetFileName(results[0].Summary.Output.Path) : CountText.Of(results.Count, "file");
        return new StepResult(outputs.Build(), $"{CountText.Of(report.Scored, "row")} scored into {made}{(report.Wrong > 0 ? $", {report.Wrong} wrong" : string.Empty)}");
    }

    private sealed class NumberedProgress(IProgress<StepProgress> progress, int number, int count, string output) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => progress.Report(value with { Message = count == 1 ? value.Message : $"{number} of {count}, {output}: {value.Message}" });
    }
}

using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;
using Workflow.Scoring;

namespace Workflow.Jobs.Steps.ScoreBatch;

/// <summary>Scores files with a registered version. What an attempt has committed is where the next one goes on.</summary>
public sealed class ScoreBatchStep(WorkflowHome home, VersionStore versions, TimeProvider time) : IStep
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

        // Not only when the run is begun: the version may have been removed while the step waited for its turn.
        ModelVersion version = await versions.FindAsync(Projects.Default, context.Definition.Name, batch.Version, cancellationToken).ConfigureAwait(false)
            ?? throw new StepException(string.Create(CultureInfo.InvariantCulture, $"there is no version {context.Definition.Name}@{batch.Version} any more"));
        version.RequirePresent();
        ScoringPipeline pipeline = await context.Artifacts.ReadPipelineAsync(batch.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return new PreparedStep(new { context.Definition.Name, batch }, token => RunAsync(context, batch, version.Name, pipeline, token)) { IsCacheable = false };
    }

    private async Task<StepResult> RunAsync(StepContext context, BatchDefinition batch, string version, ScoringPipeline pipeline, CancellationToken cancellationToken)
    {
        IReadOnlyList<BatchOrder> orders = BatchOrders.Of(batch, version);
        var scorer = new BatchScorer(home, time);
        var results = new List<BatchResult>();
        foreach (BatchOrder order in orders)
        {
            results.Add(await scorer.ScoreAsync(pipeline, order, new NumberedProgress(context.Progress, results.Count + 1, orders.Count, Path.GetFileName(order.Output)), cancellationToken).ConfigureAwait(false));
        }

        var report = new BatchReport(results);
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        return new StepResult(outputs.Build(), Message(results));
    }

    private static string Message(List<BatchResult> results)
    {
        BatchSummary[] made = [.. results.Where(result => result.Outcome is BatchOutcome.Made or BatchOutcome.Resumed).Select(result => result.Summary)];
        int there = results.Count - made.Length;
        string scored = made is [{ } only] ? Path.GetFileName(only.Output.Path) : CountText.Of(made.Length, "file");
        long wrong = made.Sum(summary => summary.Wrong);
        return string.Join(
            ", ",
            (IEnumerable<string>)
            [
                .. made.Length > 0 ? [$"{CountText.Of(made.Sum(summary => summary.Scored), "row")} scored into {scored}"] : Array.Empty<string>(),
                .. wrong > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{wrong} wrong")] : Array.Empty<string>(),
                .. there > 0 ? [$"{CountText.Of(there, "file")} there already"] : Array.Empty<string>(),
            ]);
    }

    private sealed class NumberedProgress(IProgress<StepProgress> progress, int number, int count, string output) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => progress.Report(value with { Message = count == 1 ? value.Message : $"{number} of {count}, {output}: {value.Message}" });
    }
}

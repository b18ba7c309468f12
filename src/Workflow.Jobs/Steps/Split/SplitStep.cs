using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Training.Datasets;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Steps.Split;

/// <summary>Divides the rows into training and test.</summary>
public sealed class SplitStep : IStep
{
    /// <summary>The split.</summary>
    public static StepOutput Rows { get; } = StepOutput.Document<DataSplit>(StandardGraph.Split, "split");

    /// <inheritdoc/>
    public string Name => StandardGraph.Split;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [IngestStep.Dataset];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Rows];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        // The file counts by its bytes, not by its path.
        SplitDefinition split = context.Model.Split with { PublishedFile = null };
        return Task.FromResult(new PreparedStep(new { split, file = context.Model.SplitFile?.Sha256 }, token => SplitAsync(context, token)));
    }

    private static async Task<StepResult> SplitAsync(StepContext context, CancellationToken cancellationToken)
    {
        Dataset dataset = DatasetFile.Read(await context.FileAsync(IngestStep.Dataset, cancellationToken).ConfigureAwait(false));
        ModelDefinition definition = context.Model;
        DataSplit split = definition.SplitFile is { } file
            ? Splitter.SplitAsPublished(dataset, definition.Split, await context.Artifacts.ReadAsync(file.Sha256, cancellationToken).ConfigureAwait(false))
            : Splitter.Split(dataset, definition.Split);
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Rows.Output, split, cancellationToken).ConfigureAwait(false);
        return new StepResult(outputs.Build(), split.Description);
    }
}

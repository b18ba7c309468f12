using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Sources;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Steps.Ingest;

/// <summary>Reads the source by its recipe into a dataset.</summary>
public sealed class IngestStep(SourceResolver sources) : IStep
{
    /// <summary>The dataset.</summary>
    public static StepInput Dataset { get; } = new(StandardGraph.Ingest, "dataset");

    /// <summary>Where it came from.</summary>
    public static StepInput Report { get; } = new(StandardGraph.Ingest, "report");

    /// <inheritdoc/>
    public string Name => StandardGraph.Ingest;

    /// <inheritdoc/>
    public IReadOnlyList<StepInput> Inputs => [];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        PipelineDefinition definition = context.Definition;
        byte[] text = await context.Artifacts.ReadAsync(definition.Recipe.Sha256, cancellationToken).ConfigureAwait(false);
        RecipeDefinition recipe = RecipeLoader.Read(System.Text.Encoding.UTF8.GetString(text), definition.Recipe.Path);
        ResolvedSource source = await sources.ResolveAsync(recipe, context.Progress, cancellationToken).ConfigureAwait(false);
        var parameters = new { recipe = recipe.Sha256, definition.Target, source = source.File.Sha256, source.File.Simulated, source.Origin };
        return new PreparedStep(parameters, token => IngestAsync(context, recipe, source, token));
    }

    private static async Task<StepResult> IngestAsync(StepContext context, RecipeDefinition recipe, ResolvedSource source, CancellationToken cancellationToken)
    {
        var progress = new ReadProgressAdapter(context.Progress);
        Dataset dataset = await BlockingWork.RunAsync(
            () => RecipeReader.Read(recipe, context.Definition.Target, source.File, Environment.ProcessorCount, progress, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var report = new IngestReport(
            source.Origin, source.PassedOver, source.File.Sha256, source.File.Simulated, dataset.RowCount, dataset.Features.Count);
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddAsync(Dataset.Output, DatasetFile.Write(dataset), cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{dataset.RowCount} rows, {dataset.Features.Count} columns from {source.Origin}{(source.File.Simulated ? ": SIMULATED DATA" : string.Empty)}");
        return new StepResult(outputs.Build(), message);
    }

    private sealed class ReadProgressAdapter(IProgress<StepProgress> inner) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => inner.Report(new StepProgress(value.BytesDone, value.BytesTotal, "reading"));
    }
}

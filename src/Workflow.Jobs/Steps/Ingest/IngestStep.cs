using System.Globalization;
using System.Text;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Texts;
using Workflow.Training.Datasets;

namespace Workflow.Jobs.Steps.Ingest;

/// <summary>Reads the source by its recipe into a dataset.</summary>
public sealed class IngestStep(DatasetIngestion ingestion) : IStep
{
    /// <summary>The dataset.</summary>
    public static StepOutput Dataset { get; } = new(StandardGraph.Ingest, "dataset", OutputType.File);

    /// <summary>Where it came from.</summary>
    public static StepOutput Report { get; } = StepOutput.Document<IngestReport>(StandardGraph.Ingest, "report");

    /// <inheritdoc/>
    public string Name => StandardGraph.Ingest;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Dataset, Report];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        ModelDefinition definition = context.Model;
        byte[] recipe = await context.Artifacts.ReadAsync(definition.Recipe.Sha256, cancellationToken).ConfigureAwait(false);
        var request = new IngestRequest(Encoding.UTF8.GetString(recipe), definition.Recipe.Path, definition.RecipeDirectory, definition.Target)
        {
            Features = definition.Features,
        };
        PreparedIngest prepared = await ingestion.PrepareAsync(request, context.Progress, cancellationToken).ConfigureAwait(false);
        return new PreparedStep(prepared.Parameters, token => IngestAsync(context, prepared, token));
    }

    private static async Task<StepResult> IngestAsync(StepContext context, PreparedIngest prepared, CancellationToken cancellationToken)
    {
        IngestedDataset ingested = await prepared.ReadAsync(context.WorkDirectory, context.Progress, cancellationToken).ConfigureAwait(false);
        DatasetSchema schema = ingested.Dataset.Schema;
        var report = new IngestReport(
            ingested.Origin, ingested.PassedOver, schema.SourceSha256, schema.Simulated, schema.RowCount, schema.Features.Count)
        {
            RepeatsLeftOut = ingested.RepeatsLeftOut,
        };
        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddAsync(Dataset.Output, DatasetFile.Write(ingested.Dataset), cancellationToken).ConfigureAwait(false);
        await outputs.AddDocumentAsync(Report.Output, report, cancellationToken).ConfigureAwait(false);
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{CountText.Of(schema.RowCount, "row")}, {CountText.Of(schema.Features.Count, "column")} from {ingested.Origin}{(schema.Simulated ? $": SIMULATED DATA{Reasons(ingested.PassedOver)}" : string.Empty)}{(ingested.RepeatsLeftOut == 0 ? string.Empty : $"; {ingested.RepeatsLeftOut} that repeat an earlier row left out")}");
        return new StepResult(outputs.Build(), message);
    }

    private static string Reasons(IReadOnlyList<string> passedOver) => passedOver.Count == 0 ? string.Empty : $", because no real source could be had ({string.Join("; ", passedOver)})";
}

using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Guards;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Steps.Train;

/// <summary>What training and validation both read.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Split">Its rows.</param>
/// <param name="Guards">What the guards found.</param>
/// <param name="Plan">Columns that are left, with the features of every encoding.</param>
internal sealed record TrainingInputs(Dataset Dataset, DataSplit Split, GuardReport Guards, FeaturePlan Plan)
{
    /// <summary>Values of the classes.</summary>
    public IReadOnlyList<string> Classes => [.. Dataset.Schema.Classes.Select(c => c.Value)];

    /// <summary>How the rows belong together, where the guards found that they do.</summary>
    public RowGrouping? Grouping => Guards.Contamination is { Scores: not null } evidence
        ? RowGrouping.Of(Dataset, Split.Train, evidence.Blocks is null ? null : Dataset.Blocks)
        : null;

    /// <summary>Reads them.</summary>
    public static async Task<TrainingInputs> ReadAsync(StepContext context, CancellationToken cancellationToken)
    {
        Dataset dataset = DatasetFile.Read(await context.FileAsync(IngestStep.Dataset, cancellationToken).ConfigureAwait(false));
        DataSplit split = await context.ReadAsync<DataSplit>(SplitStep.Rows, cancellationToken).ConfigureAwait(false);
        GuardReport guards = await context.ReadAsync<GuardReport>(GuardStep.Report, cancellationToken).ConfigureAwait(false);
        var dropped = guards.Dropped.ToHashSet(StringComparer.Ordinal);
        return new TrainingInputs(dataset, split, guards, FeaturePlan.Create(dataset, dropped, split.Train, Experiment.Encodings));
    }
}

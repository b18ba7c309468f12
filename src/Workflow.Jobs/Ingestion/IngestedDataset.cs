using Workflow.Training.Datasets;

namespace Workflow.Jobs.Ingestion;

/// <summary>A dataset and where it came from.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Origin">The source that served, in a few words.</param>
/// <param name="PassedOver">The sources before it, and why each of them did not serve.</param>
/// <param name="RepeatsLeftOut">Rows of the source that were left out because they repeat an earlier one.</param>
public sealed record IngestedDataset(Dataset Dataset, string Origin, IReadOnlyList<string> PassedOver, int RepeatsLeftOut);

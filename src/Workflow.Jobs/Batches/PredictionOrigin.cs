namespace Workflow.Jobs.Batches;

/// <summary>Where the predictions of a batch come from.</summary>
/// <param name="Version">The version, model@7.</param>
/// <param name="Batch">Identifier of the batch; with a slash and the number of the row it is that of a prediction.</param>
/// <param name="Classes">The classes in the order of the probabilities; empty for regression.</param>
internal sealed record PredictionOrigin(string Version, string Batch, IReadOnlyList<string> Classes);

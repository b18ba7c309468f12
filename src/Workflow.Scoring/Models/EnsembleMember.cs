namespace Workflow.Scoring.Models;

/// <summary>A model in an ensemble.</summary>
/// <param name="Weight">What its margins are multiplied by; positive and finite.</param>
/// <param name="Features">For each of the model's features the index of the ensemble's feature; no index stands twice.</param>
/// <param name="Model">The model; not an ensemble itself.</param>
public sealed record EnsembleMember(double Weight, int[] Features, MarginModel Model);

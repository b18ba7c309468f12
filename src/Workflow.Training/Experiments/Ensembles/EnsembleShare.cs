using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments.Ensembles;

/// <summary>A member of an ensemble.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Share">Its share, above 0.</param>
internal sealed record EnsembleShare(JudgedTrial Trial, double Share);

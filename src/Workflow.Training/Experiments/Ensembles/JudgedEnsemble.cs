namespace Workflow.Training.Experiments.Ensembles;

/// <summary>An ensemble and how it did on rows that had no say in it.</summary>
/// <param name="Members">Its members.</param>
/// <param name="Scale">What the margins of their weighted mean are multiplied by.</param>
/// <param name="Calibrated">Its margins for all rows.</param>
/// <param name="Loss">Their loss.</param>
internal sealed record JudgedEnsemble(IReadOnlyList<EnsembleShare> Members, double Scale, double[] Calibrated, double Loss);

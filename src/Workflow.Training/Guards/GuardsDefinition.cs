namespace Workflow.Training.Guards;

/// <summary>How the guards are set.</summary>
/// <param name="Leakage">The leakage guard.</param>
/// <param name="Shift">The shift guard.</param>
/// <param name="Seed">Seed of folds and models.</param>
public sealed record GuardsDefinition(LeakageDefinition Leakage, ShiftDefinition Shift, long Seed = 42)
{
    /// <summary>The guard against contaminated splits.</summary>
    public ContaminationDefinition Contamination { get; init; } = new();
}

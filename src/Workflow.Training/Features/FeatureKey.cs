using Workflow.Scoring.Features;

namespace Workflow.Training.Features;

/// <summary>What a feature is, whatever it is called.</summary>
/// <param name="Kind">How it is computed.</param>
/// <param name="Column">The column that it reads.</param>
/// <param name="Level">The level of an indicator; null otherwise.</param>
internal readonly record struct FeatureKey(FeatureKind Kind, string Column, string? Level = null)
{
    /// <summary>The key of a feature.</summary>
    public static FeatureKey Of(FeatureStep step) => new(step.Kind, step.Column, step.Level);
}

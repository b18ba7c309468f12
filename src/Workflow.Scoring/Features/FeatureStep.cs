using System.Text.Json.Serialization;

namespace Workflow.Scoring.Features;

/// <summary>One feature that models see, and how it comes from an input column.</summary>
/// <param name="Name">Name of the feature, unique within the pipeline.</param>
/// <param name="Kind">How it is computed.</param>
/// <param name="Column">Name of the input column it reads.</param>
/// <param name="Level">The level of an <see cref="FeatureKind.Indicator"/>; null otherwise.</param>
public sealed record FeatureStep(string Name, FeatureKind Kind, string Column, string? Level = null)
{
    /// <summary>The scale of a <see cref="FeatureKind.Logarithm"/>, above 0 and not so small that the largest number in single precision divided by it is infinite; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Scale { get; init; }

    /// <summary>The curve of a <see cref="FeatureKind.NormalScore"/>; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeatureCurve? Curve { get; init; }
}

namespace Workflow.Training.Features;

/// <summary>How a learner wants to see the columns. Nothing is learned from the target.</summary>
public enum FeatureEncoding
{
    /// <summary>Numbers as they stand; one indicator per level of a category.</summary>
    Plain,

    /// <summary>Numbers as they stand; the index of the level of a category.</summary>
    Ordinal,

    /// <summary>Numbers as normal scores, which outliers cannot stretch; one indicator per level of a category.</summary>
    NormalScore,

    /// <summary>Logarithms of numbers; one indicator per level of a category.</summary>
    Logarithm,
}

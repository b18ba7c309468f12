namespace Workflow.Scoring.Features;

/// <summary>How a feature is computed from its column.</summary>
public enum FeatureKind
{
    /// <summary>The number itself.</summary>
    Number,

    /// <summary>1 where the category is one level, 0 for every other level and unseen texts, missing where it is missing.</summary>
    Indicator,

    /// <summary>The index of the category's level in ordinal order, -1 for unseen texts: nothing is learned from the target.</summary>
    Ordinal,

    /// <summary>sign(x) ln(1 + |x| / scale): a logarithm that takes every number.</summary>
    Logarithm,

    /// <summary>A piecewise linear curve through the normal scores of the training values' quantiles; constant beyond its ends.</summary>
    NormalScore,
}

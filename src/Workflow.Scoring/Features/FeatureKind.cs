namespace Workflow.Scoring.Features;

/// <summary>How a feature is computed from its column.</summary>
public enum FeatureKind
{
    /// <summary>The number itself.</summary>
    Number,

    /// <summary>1 where the category is one level, 0 for every other level and unseen texts, missing where it is missing.</summary>
    Indicator,
}

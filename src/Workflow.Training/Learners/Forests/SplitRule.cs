namespace Workflow.Training.Learners.Forests;

/// <summary>How a node of a tree finds its threshold for a feature.</summary>
public enum SplitRule
{
    /// <summary>The best of all thresholds between two neighbouring values (CART: Breiman and others, 1984).</summary>
    Best,

    /// <summary>One threshold drawn between the smallest and the largest value (extremely randomised trees: Geurts, Ernst, Wehenkel, 2006).</summary>
    Random,
}

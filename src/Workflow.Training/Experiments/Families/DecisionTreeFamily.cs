using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Forests;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>A single decision tree: coordinates are its depth and its smallest leaf.</summary>
internal sealed class DecisionTreeFamily(long seed) : LearnerFamily
{
    /// <inheritdoc/>
    public override string Name => "decision-tree";

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts => [[0.5, 0.3]];

    /// <inheritdoc/>
    public override int Complexity => 1;

    /// <inheritdoc/>
    public override string Freedom => "depth 2 to 12, smallest leaf 1 to 32 rows";

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices) => new ForestLearner(
        Name,
        new ForestParameters
        {
            Trees = 1,
            Rule = SplitRule.Best,
            MaximumDepth = Coordinate.Whole(point[0], 2, 12),
            MinimumLeaf = Coordinate.Choose(point[1], 1, 2, 4, 8, 16, 32),
            Smoothing = 0.1,
            Seed = seed,
        },
        FeatureEncoding.Ordinal);
}

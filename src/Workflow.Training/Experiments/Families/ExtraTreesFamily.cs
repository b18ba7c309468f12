using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Forests;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>
/// Extremely randomised trees. Coordinates are the share of features that a node looks at, the smallest leaf and the encoding: a threshold is
/// drawn evenly between extremes, so with normal scores an outlier does not waste the draws.
/// </summary>
internal sealed class ExtraTreesFamily(long seed, int trees) : LearnerFamily
{
    private static readonly FeatureEncoding[] Encodings = [FeatureEncoding.Plain, FeatureEncoding.NormalScore];

    /// <inheritdoc/>
    public override string Name => "extra-trees";

    /// <inheritdoc/>
    public override int Dimensions => 3;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts { get; } =
        [[1, 0, Coordinate.Of(1, 2)], [1, 0, Coordinate.Of(0, 2)], [0.6, 0, Coordinate.Of(1, 2)], [0.6, 0, Coordinate.Of(0, 2)]];

    /// <inheritdoc/>
    public override int Complexity => 4;

    /// <inheritdoc/>
    public override string Freedom => "20 to 100 % of the features per node, smallest leaf 1 to 4 rows; columns plain or as normal scores";

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices) => new ForestLearner(
        Name,
        new ForestParameters
        {
            Trees = trees,
            Rule = SplitRule.Random,
            FeatureShare = Math.Round(0.2 + (0.8 * point[0]), 2),
            MinimumLeaf = Coordinate.Whole(point[1], 1, 4),
            Seed = seed,
        },
        Coordinate.Choose(point[2], Encodings));
}

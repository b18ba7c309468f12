using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>Random forests by XGBoost. Coordinates are the depth, the share of features per node and the share of rows per tree.</summary>
internal sealed class RandomForestFamily(long seed, int trees, bool isMonotone) : LearnerFamily
{
    /// <inheritdoc/>
    public override string Name => "random-forest";

    /// <inheritdoc/>
    public override int Dimensions => 3;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts => [[0.8, 0.5, 0.7]];

    /// <inheritdoc/>
    public override int Complexity => 3;

    /// <inheritdoc/>
    public override string Freedom => "depth 6 to 16, 20 to 100 % of the features per node, 50 to 100 % of the rows per tree";

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices) => new XGBoostForestLearner(
        new XGBoostForestParameters
        {
            Trees = trees,
            MaxDepth = Coordinate.Whole(point[0], 6, 16),
            FeatureShare = Math.Round(0.2 + (0.8 * point[1]), 2),
            RowShare = Math.Round(0.5 + (0.5 * point[2]), 2),
            Seed = seed,
            IsMonotone = isMonotone,
        },
        matrices);
}

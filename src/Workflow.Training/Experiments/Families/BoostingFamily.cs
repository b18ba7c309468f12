using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>Gradient boosting by XGBoost; the number of rounds is found by early stopping.</summary>
internal sealed class BoostingFamily(XGBoostParameters defaults) : LearnerFamily
{
    private const int BinsCoordinate = 9;

    /// <inheritdoc/>
    public override string Name => "xgboost";

    /// <inheritdoc/>
    public override int Dimensions => 10;

    // Depth, step, rows, columns, columns by level, child weight, lambda, alpha, gamma, bins.
    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts { get; } =
    [
        [0.6, 0.6, 0.8, 1, 0.5, 0.35, 0.5, 0, 0, 0.9],
        [0.15, 0.6, 0.8, 1, 0.5, 0.35, 0.5, 0, 0, 0.4],
    ];

    /// <inheritdoc/>
    public override int Complexity => 5;

    /// <inheritdoc/>
    public override string Freedom => "depth 2 to 8, step 0.05 to 0.5, row and column shares, child weight, lambda, alpha, gamma, 48 to 256 bins; rounds by early stopping";

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices) => new XGBoostLearner(
        defaults with
        {
            MaxDepth = Coordinate.Whole(point[0], 2, 8),
            Eta = Coordinate.Logarithmic(point[1], 0.05, 0.5),
            Subsample = Math.Round(0.5 + (0.5 * point[2]), 2),
            ColsampleByTree = Math.Round(0.5 + (0.5 * point[3]), 2),
            ColsampleByLevel = Math.Round(0.3 + (0.7 * point[4]), 2),
            MinChildWeight = Coordinate.Logarithmic(point[5], 0.1, 3),
            Lambda = Coordinate.Logarithmic(point[6], 0.1, 10),
            Alpha = Penalty(point[7]),
            Gamma = Penalty(point[8]),
            MaxBin = Coordinate.Choose(point[BinsCoordinate], 48, 64, 128, 256),
        },
        matrices,
        FeatureEncoding.Ordinal);

    // None in the lower half: a penalty that may only be small would never be absent.
    private static double Penalty(double coordinate) => coordinate <= 0.5 ? 0 : Coordinate.Logarithmic((coordinate - 0.5) * 2, 0.001, 1);
}

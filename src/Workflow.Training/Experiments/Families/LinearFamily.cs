using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>Linear models: logistic regression for classes, ridge regression for numbers. Coordinates are the penalty and the encoding.</summary>
internal sealed class LinearFamily(ModelTask task) : LearnerFamily
{
    private static readonly FeatureEncoding[] Encodings = [FeatureEncoding.Plain, FeatureEncoding.Logarithm, FeatureEncoding.NormalScore];

    /// <inheritdoc/>
    public override string Name => task == ModelTask.Regression ? "ridge" : "logistic";

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts { get; } =
        [[0.5, Coordinate.Of(0, 3)], [0.15, Coordinate.Of(0, 3)], [0.15, Coordinate.Of(1, 3)], [0.35, Coordinate.Of(2, 3)]];

    /// <inheritdoc/>
    public override int Complexity => 2;

    /// <inheritdoc/>
    public override string Freedom => "penalty 1e-6 to 1; columns plain, as logarithms or as normal scores";

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices)
    {
        double lambda = Coordinate.Logarithmic(point[0], 1e-6, 1);
        FeatureEncoding encoding = Coordinate.Choose(point[1], Encodings);
        return task == ModelTask.Regression ? new RidgeLearner(lambda, encoding) : new LogisticLearner(lambda, encoding);
    }
}

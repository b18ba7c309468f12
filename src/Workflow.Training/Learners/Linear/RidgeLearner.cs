using System.Globalization;
using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Linear;

/// <summary>Linear regression with an L2 penalty on standardised features (ridge regression: Hoerl and Kennard, 1970), solved exactly.</summary>
public sealed class RidgeLearner : ILearner
{
    private readonly double _lambda;

    /// <summary>Creates the learner.</summary>
    /// <param name="lambda">
    /// The penalty: training minimises the mean of half the squared errors + lambda / 2 times the sum of squared weights; the intercept is
    /// free. Above 0.
    /// </param>
    /// <param name="encoding">How it sees the columns.</param>
    public RidgeLearner(double lambda, FeatureEncoding encoding = FeatureEncoding.Plain)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lambda);
        _lambda = lambda;
        Encoding = encoding;
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["lambda"] = lambda.ToString("R", CultureInfo.InvariantCulture) };
    }

    /// <inheritdoc/>
    public string Name => "ridge";

    /// <inheritdoc/>
    public string Library => MathNetLibrary.Name;

    /// <inheritdoc/>
    public FeatureEncoding Encoding { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken) =>
        FoldFit.Of(Fit(training, 1, cancellationToken), heldBack, 1, limits);

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        TrainingData.Require(training);
        MathNetLibrary.UseOneThread();
        Standardisation standardisation = Standardisation.Of(training);
        double[] features = standardisation.Apply(training);
        int width = training.FeatureCount + 1;
        var normal = new double[width, width];
        var right = new double[width];
        var row = new double[width];
        row[0] = 1;
        double share = 1.0 / training.RowCount;
        for (int i = 0; i < training.RowCount; i++)
        {
            if (i % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
            Array.Copy(features, i * (width - 1), row, 1, width - 1);
            double weight = share * training.Weight(i);
            for (int a = 0; a < width; a++)
            {
                double scaled = weight * row[a];
                right[a] += scaled * training.Targets[i];
                for (int b = a; b < width; b++) normal[a, b] += scaled * row[b];
            }
        }

        for (int a = 1; a < width; a++) normal[a, a] += _lambda;
        double[] solution = NormalEquations.Solve(normal, right, "ridge regression");
        return TrainedModels.Create(() => new LinearModel(standardisation.Means, standardisation.Scales, solution.AsSpan(0, 1), solution.AsSpan(1)));
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size) => 1e-6 * size.Rows * (size.Features + 1.0) * (size.Features + 1.0) / 2;

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size) => (long)(8 * (size.Cells + (2.0 * size.Features * size.Features)));
}

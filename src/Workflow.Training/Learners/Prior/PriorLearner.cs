using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Prior;

/// <summary>
/// The baseline: every row gets the classes' shares among the training rows, each class counted once more than it occurs; or the mean of the
/// numbers to be predicted.
/// </summary>
public sealed class PriorLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "prior";

    /// <inheritdoc/>
    public string? Library => null;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Plain;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken) =>
        FoldFit.Of(Fit(training, 1, cancellationToken), heldBack, 1, limits);

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        if (training.Task == ModelTask.Regression) return new ConstantModel(training.FeatureCount, [Mean(training)]);
        var counts = new double[training.ClassCount];
        Array.Fill(counts, 1);
        for (int row = 0; row < training.RowCount; row++) counts[training.Labels[row]] += training.Weight(row);
        double total = counts.Sum();
        double[] logarithms = [.. counts.Select(count => PortableMath.Log(count / total))];
        return new ConstantModel(training.FeatureCount, training.MarginCount == 1 ? [logarithms[1] - logarithms[0]] : logarithms);
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size) => size.Rows / 1e6;

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size) => 0;

    private static double Mean(FeatureMatrix training)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < training.RowCount; row++)
        {
            sum += training.Weight(row) * training.Targets[row];
            weight += training.Weight(row);
        }

        return sum / weight;
    }
}

using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Prior;

/// <summary>The baseline: every row gets the classes' shares among the training rows, each class counted once more than it occurs.</summary>
public sealed class PriorLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "prior";

    /// <inheritdoc/>
    public string? Library => null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, bool keepModel, CancellationToken cancellationToken)
    {
        MarginModel model = Fit(training, 1, cancellationToken);
        var margins = new double[heldBack.RowCount * model.MarginCount];
        model.ComputeMargins(heldBack.Values, anyMissing: true, margins);
        return new FoldFit(margins, 1, 1, keepModel ? model : null);
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        var counts = new double[training.ClassCount];
        Array.Fill(counts, 1);
        foreach (int label in training.Labels) counts[label]++;
        double[] logarithms = [.. counts.Select(count => PortableMath.Log(count / (training.RowCount + training.ClassCount)))];
        return new ConstantModel(training.FeatureCount, training.MarginCount == 1 ? [logarithms[1] - logarithms[0]] : logarithms);
    }
}

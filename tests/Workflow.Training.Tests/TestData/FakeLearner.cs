using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners;

namespace Workflow.Training.Tests.TestData;

/// <summary>A learner that does on a fold what a test tells it to.</summary>
internal sealed class FakeLearner(string name, Func<FeatureMatrix, FitLimits, FoldFit> fitFold) : ILearner
{
    public string Name => name;

    public string? Library => null;

    public FeatureEncoding Encoding => FeatureEncoding.Plain;

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it says that it needs.</summary>
    public long Bytes { get; init; }

    /// <summary>What is done before it is trained without held-back rows.</summary>
    public Action BeforeFit { get; init; } = () => { };

    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken) => fitFold(heldBack, limits);

    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        BeforeFit();
        return new ConstantModel(training.FeatureCount, new double[training.MarginCount]);
    }

    /// <summary>What it says that a fit costs.</summary>
    public double Units { get; init; } = 1;

    public double WorkUnits(TableSize size) => Units;

    public long MemoryBytes(TableSize size) => Bytes;
}

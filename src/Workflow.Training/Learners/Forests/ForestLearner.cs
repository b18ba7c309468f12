using System.Runtime.InteropServices;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Randomness;

namespace Workflow.Training.Learners.Forests;

/// <summary>Extremely randomised trees, or with one tree and the best splits a decision tree: the leaves' class shares, averaged.</summary>
public sealed class ForestLearner : ILearner
{
    private readonly ForestParameters _parameters;

    /// <summary>Creates the learner.</summary>
    /// <param name="name">Its name on the leaderboard.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="encoding">How it sees the columns.</param>
    public ForestLearner(string name, ForestParameters parameters, FeatureEncoding encoding = FeatureEncoding.Plain)
    {
        Name = name;
        Encoding = encoding;
        _parameters = parameters;
        Parameters = parameters.ToTexts();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Library => null;

    /// <inheritdoc/>
    public FeatureEncoding Encoding { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken)
    {
        int trees = Math.Min(_parameters.Trees, limits.MaximumRounds);
        return FoldFit.Of(Fit(training, trees, cancellationToken), heldBack, trees, limits) with { IsCut = trees < _parameters.Trees };
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        TrainingData.Require(training);
        int outputs = training.Task == ModelTask.Regression ? 1 : training.ClassCount;
        var leaves = new LeafTable(outputs, _parameters.Smoothing);
        var grower = new TreeGrower(_parameters, training, leaves);
        var starts = new List<int> { 0 };
        var nodes = new List<TreeNode>();
        var covers = new List<float>();
        var leafRows = new List<int>();
        for (int tree = 0; tree < rounds; tree++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            grower.Grow(SeededRandom.For(_parameters.Seed, "forest", tree), nodes, covers, leafRows, cancellationToken);
            starts.Add(nodes.Count);
        }

        return TrainedModels.Create(() => new ForestModel(
            training.FeatureCount,
            outputs,
            CollectionsMarshal.AsSpan(starts),
            CollectionsMarshal.AsSpan(nodes),
            CollectionsMarshal.AsSpan(covers),
            CollectionsMarshal.AsSpan(leafRows),
            leaves.Values,
            training.Task == ModelTask.Regression ? 0 : Floor(rounds)));
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size)
    {
        double levels = Math.Min(_parameters.MaximumDepth, 2 + (PortableMath.Log(Math.Max(2.0, size.Rows / (double)_parameters.MinimumLeaf)) / PortableMath.Log(2)));
        return 2e-6 * _parameters.Trees * levels * size.Cells * _parameters.FeatureShare;
    }

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size) => (long)((4 * size.Cells) + (_parameters.Trees * 2.0 * size.Rows / _parameters.MinimumLeaf * 20));

    // Half a vote: a class that no tree votes for is not impossible. The leaves of a smoothed tree say so themselves.
    private double Floor(int trees) => _parameters.Smoothing > 0 ? 1e-9 : 0.5 / trees;
}

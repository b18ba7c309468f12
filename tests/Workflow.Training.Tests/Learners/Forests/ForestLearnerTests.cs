using FsCheck.Fluent;
using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Forests;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Forests;

public sealed class ForestLearnerTests
{
    private static readonly ForestParameters Random30 = new() { Trees = 30 };
    private static readonly ForestParameters OneTree = new() { Trees = 1, Rule = SplitRule.Best, Smoothing = 0.1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_DeepTrees_KnowEveryRowThatTheyHaveSeen() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "forest");
            FeatureMatrix matrix = TestMatrices.Numbers(seed, rows: 20 + random.Next(60), features: 1 + random.Next(4), classCount: 2 + random.Next(3));
            MarginModel model = new ForestLearner("extra-trees", Random30).Fit(matrix, 30, Token);
            double[] margins = model.Margins(matrix);
            for (int row = 0; row < matrix.RowCount; row++) Assert.Equal(matrix.Labels[row], Best(margins.AsSpan(row * model.MarginCount, model.MarginCount)));
        },
        tests: 30);

    [Fact]
    public void Fit_AgainOrWithMoreThreads_GivesTheSameBytes()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(4, rows: 120, features: 5, classCount: 3, missing: 0.1);
        var learner = new ForestLearner("extra-trees", Random30);
        byte[] expected = ModelCodec.Write(learner.Fit(matrix, 30, Token));
        byte[][] several = new byte[4][];
        Parallel.For(0, 4, i => several[i] = ModelCodec.Write(new ForestLearner("extra-trees", Random30).Fit(matrix, 30, Token)));
        Assert.All(several, bytes => Assert.Equal(expected, bytes));
        Assert.NotEqual(expected, ModelCodec.Write(new ForestLearner("extra-trees", Random30 with { Seed = 43 }).Fit(matrix, 30, Token)));
    }

    [Fact]
    public void Fit_MoreTrees_BeginWithTheFewer()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(4, rows: 60);
        var few = (ForestModel)new ForestLearner("extra-trees", Random30).Fit(matrix, 3, Token);
        var many = (ForestModel)new ForestLearner("extra-trees", Random30).Fit(matrix, 9, Token);
        Assert.Equal(few.Nodes.ToArray(), many.Nodes[..few.Nodes.Length].ToArray());
    }

    [Theory]
    [InlineData(SplitRule.Random)]
    [InlineData(SplitRule.Best)]
    public void Fit_AFeatureWithOneValueThatIsOftenMissing_TellsMissingFromPresent(SplitRule rule)
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 0, 1, 0, 1], 2, float.NaN, 7, float.NaN, 7, float.NaN, 7);
        MarginModel model = new ForestLearner("trees", Random30 with { Rule = rule }).Fit(matrix, 5, Token);
        double[] margins = model.Margins(matrix);
        for (int row = 0; row < margins.Length; row++) Assert.Equal(matrix.Labels[row] == 1, margins[row] > 0);
    }

    [Fact]
    public void Fit_ADecisionTree_SplitsWhereTheClassesPart()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 0, 0, 1, 1, 1], 2, 1, 2, 3, 10, 11, 12);
        var tree = (ForestModel)new ForestLearner("decision-tree", OneTree).Fit(matrix, 1, Token);
        Assert.Equal(3, tree.Nodes.Length);
        Assert.Equal(6.5f, tree.Nodes[0].Threshold);
        double[] margins = tree.Margins(TestMatrices.Create([0, 0], 2, 6.4f, 6.5f));
        Assert.Equal(Math.Log(0.1 / 3.1), margins[0], 5);
        Assert.Equal(Math.Log(3.1 / 0.1), margins[1], 5);
    }

    // The first column parts 2 and 10 of the twelve of each class from the rest, the second 0 and 7: purer by Gini impurity is the first.
    [Fact]
    public void Fit_ADecisionTree_SplitsByEntropy()
    {
        int[] labels = [.. Enumerable.Repeat(0, 12), .. Enumerable.Repeat(1, 12)];
        float[] values = [.. labels.SelectMany((label, row) => new[] { row % 12 < (label == 0 ? 2 : 10) ? 0f : 1f, row % 12 < (label == 0 ? 0 : 7) ? 0f : 1f })];
        var tree = (ForestModel)new ForestLearner("decision-tree", OneTree with { MaximumDepth = 1 }).Fit(TestMatrices.Create(labels, 2, values), 1, Token);
        Assert.Equal(1, tree.Nodes[0].Feature);
    }

    [Theory]
    [InlineData(SplitRule.Random)]
    [InlineData(SplitRule.Best)]
    public void Fit_RowsThatAllWeighTheSame_AreSplitAsIfTheyWeighedNothing(SplitRule rule)
    {
        FeatureMatrix matrix = TestMatrices.Numbers(9, rows: 90, features: 4, classCount: 3);
        FeatureMatrix heavy = matrix.WithWeights([.. Enumerable.Repeat(2.0, matrix.RowCount)]);
        TreeNode[] Grow(FeatureMatrix rows) => ((ForestModel)new ForestLearner("trees", Random30 with { Rule = rule }).Fit(rows, 5, Token)).Nodes.ToArray();
        Assert.Equal(Grow(matrix), Grow(heavy));
    }

    // x or y alone says nothing; a greedy tree that may go deep finds both.
    [Fact]
    public void Fit_LimitsOfATree_AreKept()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(12, rows: 200, features: 3, classCount: 2);
        var tree = (ForestModel)new ForestLearner("decision-tree", OneTree with { MinimumLeaf = 20 }).Fit(matrix, 1, Token);
        for (int node = 0; node < tree.Nodes.Length; node++)
        {
            if (tree.Nodes[node].IsLeaf) Assert.InRange(tree.Covers[node], 20, 200);
        }

        var stump = (ForestModel)new ForestLearner("decision-tree", OneTree with { MaximumDepth = 1 }).Fit(matrix, 1, Token);
        Assert.Equal(3, stump.Nodes.Length);
    }

    [Fact]
    public void Fit_MissingValues_GoWhereTheyBelong()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 0, 0, 1, 1, 1], 2, 1, 2, 3, float.NaN, float.NaN, float.NaN);
        MarginModel tree = new ForestLearner("decision-tree", OneTree).Fit(matrix, 1, Token);
        double[] margins = tree.Margins(matrix);
        Assert.All(margins[..3], margin => Assert.True(margin < 0.5));
        FeatureMatrix gaps = TestMatrices.Create([0, 0, 1, 1, 1], 2, 1, 2, 10, float.NaN, float.NaN);
        Assert.Equal([0, 0, 1, 1, 1], new ForestLearner("decision-tree", OneTree).Fit(gaps, 1, Token).Margins(gaps).Select(margin => margin > 0 ? 1 : 0));
    }

    [Fact]
    public void Fit_Numbers_ArePredictedByTheMeanOfTheirLeaf()
    {
        Dataset numbers = TestDatasets.Regression([TestDatasets.Number("x")], [[1, 2, 10, 11]], [1e9, 1e9 + 2, 1e9 + 100, 1e9 + 104]);
        FeatureMatrix matrix = TestMatrices.Of(numbers);
        MarginModel stump = new ForestLearner("decision-tree", OneTree with { MaximumDepth = 1, Smoothing = 0 }).Fit(matrix, 1, Token);
        Assert.Equal([1e9, 1e9, 1e9 + 102, 1e9 + 102], stump.Margins(matrix).Select(margin => Math.Round(margin / 64) * 64).Select(margin => margin), new Nearly(64));
        MarginModel deep = new ForestLearner("extra-trees", Random30).Fit(matrix, 30, Token);
        Assert.Equal(numbers.Targets, deep.Margins(matrix), new Nearly(64));
    }

    // A class that counts ten times decides leaves that it is a minority in.
    [Fact]
    public void Fit_Weights_CountInTheLeaves()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 0, 0, 1], 2, 1, 1, 1, 1);
        MarginModel plain = new ForestLearner("decision-tree", OneTree).Fit(matrix, 1, Token);
        MarginModel weighted = new ForestLearner("decision-tree", OneTree).Fit(matrix.WithWeights([0.3, 0.3, 0.3, 3.1]), 1, Token);
        Assert.True(plain.Margins(matrix)[0] < 0);
        Assert.True(weighted.Margins(matrix)[0] > 0);
    }

    [Fact]
    public void Fit_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(
        () => new ForestLearner("extra-trees", Random30).Fit(TestMatrices.Numbers(1), 30, new CancellationToken(canceled: true)));

    [Fact]
    public void Fit_NothingToTrainOn_IsRefused() => Assert.Throws<LearnerException>(
        () => new ForestLearner("extra-trees", Random30).Fit(new FeatureMatrix([], 1, [], 2), 30, Token));

    private static int Best(ReadOnlySpan<double> margins)
    {
        if (margins.Length == 1) return margins[0] > 0 ? 1 : 0;
        int best = 0;
        for (int k = 1; k < margins.Length; k++) best = margins[k] > margins[best] ? k : best;
        return best;
    }

    private sealed class Nearly(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}

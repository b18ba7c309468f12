using Workflow.Scoring.Explanations;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class TreeEnsembleExplainerTests
{
    [Fact]
    public void Explain_RandomTrees_EqualsBruteForceOverAllSubsets()
    {
        var numbers = new SeededNumbers(611);
        for (int i = 0; i < 150; i++)
        {
            NaiveEnsemble naive = RandomModels.Trees(numbers, numbers.Between(1, 7), numbers.Between(1, 3), numbers.Between(1, 5));
            AssertEqualsBruteForce(naive, RandomModels.Rows(numbers, 1, naive.FeatureCount, withExtremes: true));
        }
    }

    // 1 to 13 different features on a path: every number of points from 1 to 7, in one vector and in two.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    public void Explain_PathOfManyFeatures_EqualsBruteForceOverAllSubsets(int features)
    {
        var numbers = new SeededNumbers(612);
        for (int i = 0; i < 4; i++)
        {
            NaiveTree tree = NaiveTree.Leaf(1, cover: 3);
            for (int depth = 0; depth < features + 4; depth++)
            {
                NaiveTree leaf = NaiveTree.Leaf(numbers.Between(-5, 5), numbers.Between(0, 9));
                (NaiveTree left, NaiveTree right) = numbers.Chance(0.5) ? (leaf, tree) : (tree, leaf);
                tree = NaiveTree.Split(depth % features, numbers.Between(-2, 2), left, right, missingGoesRight: numbers.Chance(0.5));
            }

            AssertEqualsBruteForce(NaiveEnsemble.OneMargin(features, tree), RandomModels.Rows(numbers, 1, features, withExtremes: true));
        }
    }

    [Fact]
    public void Explain_OneSplit_IsTheLeafLessTheCoverWeightedMean()
    {
        NaiveTree stump = NaiveTree.Split(1, 0, NaiveTree.Leaf(10, cover: 3), NaiveTree.Leaf(20, cover: 1));
        var naive = new NaiveEnsemble(2, [0.5f], [stump], [0]);
        Assert.Equal([0, -2.5, 13], naive.Flatten().Contributions(9, -1));
        Assert.Equal([0, 7.5, 13], naive.Flatten().Contributions(9, 1));
    }

    [Fact]
    public void Explain_NodesThatNoTrainingRowReached_CountBothWaysAlike()
    {
        NaiveTree stump = NaiveTree.Split(0, 0, NaiveTree.Leaf(10, cover: 0), NaiveTree.Leaf(20, cover: 0));
        Assert.Equal([5, 15], NaiveEnsemble.OneMargin(1, stump).Flatten().Contributions(1));
    }

    [Fact]
    public void Explain_FeatureThatNoTreeAsksFor_IsExactlyZero()
    {
        var numbers = new SeededNumbers(613);
        NaiveEnsemble few = RandomModels.Trees(numbers, features: 4, margins: 2, trees: 20);
        NaiveEnsemble more = few with { FeatureCount = 7 };
        double[] contributions = more.Flatten().Contributions(RandomModels.Rows(numbers, 50, 7, withExtremes: true));
        Assert.All(contributions.Chunk(8), own => Assert.Equal([0, 0, 0], own[4..7]));
    }

    // A split whose children answer the same changes nothing either.
    [Fact]
    public void Explain_FeatureThatChangesNoAnswer_IsZero()
    {
        NaiveTree Same() => NaiveTree.Split(1, 0, NaiveTree.Leaf(2, 5), NaiveTree.Leaf(7, 3));
        NaiveTree tree = NaiveTree.Split(0, 0, Same(), Same());
        double[] contributions = NaiveEnsemble.OneMargin(2, tree).Flatten().Contributions(1, 1);
        ModelContributions.AssertClose([0, 7 - (31 / 8.0), 31 / 8.0], contributions, 1e-12);
    }

    [Fact]
    public void Explain_FeaturesThatPlayTheSamePart_HaveTheSameContribution()
    {
        var numbers = new SeededNumbers(614);
        for (int i = 0; i < 50; i++)
        {
            NaiveEnsemble naive = RandomModels.Trees(numbers, features: 4, margins: 1, trees: 6);
            NaiveEnsemble mirrored = naive with { Trees = [.. naive.Trees, .. naive.Trees.Select(Mirror)], TreeMargins = new int[12] };
            float x = RandomModels.Rows(numbers, 1, 1, withExtremes: true)[0];
            float[] row = [x, x, .. RandomModels.Rows(numbers, 1, 2, withExtremes: true)];
            double[] contributions = mirrored.Flatten().Contributions(row);
            ModelContributions.AssertClose(contributions[0], contributions[1], 1e-9 * Math.Max(1, contributions.Sum(Math.Abs)));
        }
    }

    [Fact]
    public void Explain_Covers_CountByTheirRatioAlone()
    {
        var numbers = new SeededNumbers(615);
        NaiveEnsemble naive = RandomModels.Trees(numbers, features: 4, margins: 1, trees: 6);
        TreeEnsemble model = naive.Flatten();
        float[] doubled = [.. model.Covers.ToArray().Select(cover => cover * 2)];
        var other = new TreeEnsemble(4, model.BaseMargins, model.Starts, model.TreeMargins, model.Nodes, model.LeafValues, doubled);
        float[] rows = RandomModels.Rows(numbers, 9, 4, withExtremes: true);
        Bits.AssertEqual(model.Contributions(rows), other.Contributions(rows));
    }

    // More rows, margins and features than one block of sums holds.
    [Fact]
    public void Explain_ManyMarginsAndFeatures_SumsToTheMargins()
    {
        var numbers = new SeededNumbers(616);
        TreeEnsemble model = RandomModels.Trees(numbers, features: 90, margins: 100, trees: 200).Flatten();
        ModelContributions.AssertSumToMargins(model, RandomModels.Rows(numbers, 70, 90, withExtremes: true));
    }

    [Fact]
    public void Create_ModelWithoutCovers_SaysSo()
    {
        TreeEnsemble model = NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1)).Flatten(withCovers: false);
        var refused = Assert.Throws<NotSupportedException>(() => MarginExplainer.Create(model));
        Assert.Contains("without the covers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_PathOfTooManyFeatures_SaysSo()
    {
        Assert.Equal(257, Chain(256).Contributions(new float[256]).Length);
        var refused = Assert.Throws<NotSupportedException>(() => MarginExplainer.Create(Chain(257)));
        Assert.Contains("more than 256 features", refused.Message, StringComparison.Ordinal);
    }

    // As many nodes as a tree can have, on one path: neither the stack nor the clock may run out.
    [Fact]
    public void Explain_LongestPathThatATreeCanHave_SumsToTheMargin()
    {
        const int Splits = 32_767;
        TreeNode[] nodes = [.. Enumerable.Range(0, Splits).SelectMany(i => new[] { Question(i), TreeNode.Leaf((2 * i) + 1) }), TreeNode.Leaf(2 * Splits)];
        float[] values = [.. nodes.Select((node, i) => node.IsLeaf ? i % 7 : 0f)];
        float[] covers = [.. nodes.Select((node, i) => node.IsLeaf ? 1f : ((2 * Splits) + 1 - i))];
        var model = new TreeEnsemble(5, [0], [0, nodes.Length], [0], nodes, values, covers);
        ModelContributions.AssertSumToMargins(model, [1, 0, -1, float.NaN, 0.5f]);

        static TreeNode Question(int i) => i == 0
            ? TreeNode.Split(0, 0, 1, missingGoesRight: true)
            : TreeNode.Split(i % 5, i % 2, (2 * i) + 1, missingGoesRight: true);
    }

    // The same chain in the layout of the product, where a right child is the next node after its left sibling.
    private static TreeEnsemble Chain(int features)
    {
        NaiveTree tree = NaiveTree.Leaf(1);
        for (int feature = 0; feature < features; feature++) tree = NaiveTree.Split(feature, 1, tree, NaiveTree.Leaf(feature));
        return NaiveEnsemble.OneMargin(features, tree).Flatten();
    }

    private static NaiveTree Mirror(NaiveTree tree) => tree.Left is null || tree.Right is null
        ? tree
        : tree with { Feature = tree.Feature < 2 ? 1 - tree.Feature : tree.Feature, Left = Mirror(tree.Left), Right = Mirror(tree.Right) };

    private static void AssertEqualsBruteForce(NaiveEnsemble naive, float[] row)
    {
        double[][] actual = [.. naive.Flatten().Contributions(row).Chunk(naive.FeatureCount + 1)];
        for (int margin = 0; margin < actual.Length; margin++)
        {
            NaiveTree[] trees = [.. naive.Trees.Where((_, i) => naive.TreeMargins[i] == margin)];
            double Worth(int known) => trees.Sum(tree => BruteForceShapley.Expectation(tree, row, known, value => value));
            double[] expected = [.. BruteForceShapley.Values(naive.FeatureCount, Worth), naive.BaseMargins[margin] + Worth(0)];
            ModelContributions.AssertClose(expected, actual[margin], 1e-10 * Math.Max(1, expected.Sum(Math.Abs)));
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Leakage;

public sealed class SingleColumnTreeTests
{
    [Fact]
    public void Fit_FourIntervals_ArePureAndSplitHalfway()
    {
        SingleColumnTree tree = Fit([0, 1, 10, 11, 20, 21, 30, 31], [0, 0, 1, 1, 2, 2, 3, 3], 4);
        double[] cells = [-100, 5.4, 5.5, 15.4, 15.5, 25.4, 25.5, 100];
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], cells.Select(cell => tree.Predict(cell).IndexOf(1.0)));
    }

    // Whatever the shares of the classes: parting one after another takes a level each.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Fit_AnIntervalPerClass_PartsThem(int classes)
    {
        int[] labels = [.. Enumerable.Range(0, classes).SelectMany(label => Enumerable.Repeat(label, 1 + (label * 7 % 5)))];
        SingleColumnTree tree = Fit([.. labels.Select(label => label / 10.0)], labels, classes);
        for (int c = 0; c < classes; c++) Assert.Equal(1, tree.Predict(c / 10.0)[c]);
    }

    // Deliberately weak: two levels cannot part eight alternating intervals.
    [Fact]
    public void Fit_MoreThanFourIntervals_StayMixed()
    {
        SingleColumnTree tree = Fit([0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 0, 1, 0, 1, 0, 1], 2);
        Assert.Contains(Enumerable.Range(0, 8), cell => tree.Predict(cell)[0] is > 0 and < 1);
    }

    [Fact]
    public void Fit_OneValueOrOneClass_PredictsTheShares()
    {
        SingleColumnTree same = Fit([5, 5, 5, 5], [0, 0, 0, 1], 2);
        foreach (double cell in (double[])[4, 5, 6, double.NaN]) Assert.Equal([0.75, 0.25], same.Predict(cell).ToArray());
        Assert.Equal([0.0, 1], Fit([1, 2, 3], [1, 1, 1], 2).Predict(0).ToArray());
    }

    [Fact]
    public void Fit_MissingCells_CountAsLowerThanEveryNumber()
    {
        SingleColumnTree tree = Fit([double.NaN, double.NaN, -5, 0, 5], [1, 1, 0, 0, 0], 2);
        Assert.Equal([0.0, 1], tree.Predict(double.NaN).ToArray());
        Assert.Equal([1.0, 0], tree.Predict(-5).ToArray());
    }

    [Fact]
    public void Fit_MissingCellsAlone_PredictTheShares() =>
        Assert.Equal([0.5, 0.5], Fit([double.NaN, double.NaN], [0, 1], 2).Predict(double.NaN).ToArray());

    [Theory]
    [InlineData(-1.7e308, 1.7e308)]
    [InlineData(1e-320, 2e-320)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(1.0000000000000002, 1.0000000000000004)]
    [InlineData(0, double.Epsilon)]
    public void Fit_CornersOfDoubles_AreSplit(double low, double high)
    {
        SingleColumnTree tree = Fit([low, low, high, high], [0, 0, 1, 1], 2);
        Assert.Equal([1.0, 0], tree.Predict(low).ToArray());
        Assert.Equal([0.0, 1], tree.Predict(high).ToArray());
    }

    // The first split is the best of all single splits, and the tree is at least as pure as it.
    [Fact]
    public void Fit_AnyCells_IsAsPureAsTheBestSingleSplit() => Properties.Hold(Cases(), given =>
    {
        SingleColumnTree tree = Fit(given.Cells, given.Labels, given.Classes);
        double[] thresholds = [.. given.Cells.Where(cell => !double.IsNaN(cell)).Distinct(), double.PositiveInfinity];
        double best = thresholds.Min(threshold => Impurity(given, cell => !double.IsNaN(cell) && cell >= threshold ? 1 : 0));
        Assert.InRange(Impurity(given, cell => string.Join(' ', tree.Predict(cell).ToArray())), 0, best + 1e-9);
    });

    [Fact]
    public void Predict_AnyCell_GivesTheSharesOfItsTrainingRows() => Properties.Hold(Cases(), given =>
    {
        SingleColumnTree tree = Fit(given.Cells, given.Labels, given.Classes);
        var leaves = given.Cells.Index().GroupBy(cell => string.Join(' ', tree.Predict(cell.Item).ToArray()), StringComparer.Ordinal);
        foreach (var leaf in leaves)
        {
            double[] shares = [.. Enumerable.Range(0, given.Classes).Select(c => leaf.Average(cell => given.Labels[cell.Index] == c ? 1.0 : 0))];
            double[] predicted = tree.Predict(leaf.First().Item).ToArray();
            for (int c = 0; c < shares.Length; c++) Assert.Equal(shares[c], predicted[c], 12);
        }
    });

    // Targets that are numbers: an interval has the mean of its rows.
    [Fact]
    public void Fit_Numbers_PredictsTheMeansOfTheBestIntervals()
    {
        double[] cells = [1, 2, 3, 4, 5, 6, double.NaN, double.NaN];
        double[] targets = [10, 12, -20, -22, 25, 25, 100, 102];
        var tree = SingleColumnTree.Fit(cells, targets, 1, 3);
        Assert.Equal([11, 11, -21, -21, 25, 25, 101, 101], cells.Select(cell => tree.Predict(cell)[0]));
        var coarse = SingleColumnTree.Fit(cells, targets, 1, 3, smallestLeaf: 4);
        Assert.Equal([56, 56, 2, 2, 2, 2, 56, 56], cells.Select(cell => coarse.Predict(cell)[0]));
    }

    private static SingleColumnTree Fit(double[] cells, int[] labels, int classes)
    {
        double[] targets = [.. labels.SelectMany(label => Enumerable.Range(0, classes).Select(c => c == label ? 1.0 : 0))];
        return SingleColumnTree.Fit(cells, targets, classes, SingleColumnTree.DepthFor(classes));
    }

    // Gini impurity times rows, over the leaves.
    private static double Impurity<T>(Case given, Func<double, T> leafOf) => given.Cells.Index().GroupBy(cell => leafOf(cell.Item)).Sum(leaf =>
    {
        int[] labels = [.. leaf.Select(cell => given.Labels[cell.Index])];
        return labels.Length - (labels.CountBy(label => label).Sum(count => (double)count.Value * count.Value) / labels.Length);
    });

    private static Gen<Case> Cases() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "trees");
        int classes = 2 + random.Next(3);
        int rows = 1 + random.Next(40);
        double[] cells = [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0 ? double.NaN : random.Next(12) / 4.0)];
        return new Case(cells, [.. cells.Select(_ => random.Next(classes))], classes);
    });

    private sealed record Case(double[] Cells, int[] Labels, int Classes);
}

using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Packaging;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Packaging;

public sealed class GoldenRowSelectionTests
{
    [Fact]
    public void Choose_AnyDataset_TakesAscendingTrainingRowsWithEveryClassBothEndsAndAGap() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "golden");
            Dataset dataset = TestMatrices.Mixed(random, 1 + random.Next(300), 2 + random.Next(4));
            int[] rows = [.. Enumerable.Range(0, dataset.RowCount).Where(row => row == 0 || random.Next(4) > 0)];
            int[] chosen = Choose(dataset, rows);
            Assert.Equal(chosen.Distinct().Order(), chosen);
            Assert.Empty(chosen.Except(rows));
            Assert.Equal(Math.Min(rows.Length, 64), chosen.Length);
            for (int c = 0; c < dataset.Schema.Classes.Count; c++)
            {
                Assert.InRange(chosen.Count(row => dataset.Labels[row] == c), Math.Min(4, rows.Count(row => dataset.Labels[row] == c)), 64);
            }

            foreach (double[] cells in dataset.Features) AssertEnds(cells, rows, chosen);
        },
        tests: 200);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(63)]
    public void Choose_FewRows_TakesThemAll(int count)
    {
        Dataset dataset = TestDatasets.OfLabels(new int[count], 2);
        Assert.Equal(Enumerable.Range(0, count), Choose(dataset, [.. Enumerable.Range(0, count)]));
    }

    [Fact]
    public void Choose_ManyRows_AreSpreadOverAllOfThem()
    {
        int[] chosen = Choose(TestDatasets.OfLabels(new int[6400], 2), [.. Enumerable.Range(0, 6400)]);
        Assert.InRange(chosen.Zip(chosen.Skip(1), (before, after) => after - before).Max(), 1, 120);
    }

    [Fact]
    public void Choose_ManyColumns_StillTakesBothEndsOfEach()
    {
        Dataset dataset = TestDatasets.Numbers(new SeededRandom(2), 500, 80, 2);
        int[] rows = [.. Enumerable.Range(0, 500)];
        int[] chosen = Choose(dataset, rows);
        foreach (double[] cells in dataset.Features) AssertEnds(cells, rows, chosen);
    }

    [Fact]
    public void Choose_ARareGap_IsTaken()
    {
        double[] cells = [.. Enumerable.Range(0, 6400).Select(row => row == 77 ? double.NaN : 0.5)];
        Assert.Contains(77, Choose(TestDatasets.Create([TestDatasets.Number("n")], [cells], new int[6400], 2), [.. Enumerable.Range(0, 6400)]));
    }

    [Fact]
    public void Choose_ColumnOfGapsAlone_IsPassedOver() => Assert.Equal(
        [0, 1], Choose(TestDatasets.Create([TestDatasets.Number("n")], [[double.NaN, double.NaN]], [0, 1], 2), [0, 1]));

    [Fact]
    public void Choose_DroppedColumns_ChooseNothing()
    {
        double[] peak = [.. Enumerable.Range(0, 6400).Select(row => row == 77 ? 1.0 : 0.5)];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("n"), TestDatasets.Number("peak")], [new double[6400], peak], new int[6400], 2);
        int[] rows = [.. Enumerable.Range(0, 6400)];
        Assert.Contains(77, Choose(dataset, rows));
        Assert.DoesNotContain(77, Choose(dataset, rows, "peak"));
    }

    private static int[] Choose(Dataset dataset, int[] rows, params string[] dropped) =>
        GoldenRowSelection.Choose(dataset, FeaturePlan.Create(dataset, dropped.ToHashSet(StringComparer.Ordinal), rows), rows);

    private static void AssertEnds(double[] cells, int[] rows, int[] chosen)
    {
        double[] present = [.. rows.Select(row => cells[row]).Where(cell => !double.IsNaN(cell))];
        if (present.Length > 0)
        {
            Assert.Contains(present.Min(), chosen.Select(row => cells[row]));
            Assert.Contains(present.Max(), chosen.Select(row => cells[row]));
        }

        Assert.Equal(present.Length < rows.Length, chosen.Any(row => double.IsNaN(cells[row])));
    }
}

using Workflow.Scoring.Envelopes;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Packaging;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Packaging;

public sealed class EnvelopeBuilderTests
{
    [Fact]
    public void Build_AnyColumns_FindsAtMostOneInAHundredTrainingRowsOutside()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Dataset data = TestMatrices.Mixed(SeededRandom.For(seed, "envelope"), 500, 2);
            TrainingEnvelope envelope = EnvelopeBuilder.Build(TestMatrices.Plan(data), [.. Enumerable.Range(0, data.RowCount)]);
            Assert.InRange(envelope.TrainingShareOutside, 0, 0.01);
        }
    }

    [Fact]
    public void Build_ColumnsThatMoveTogether_FindsACombinationOutsideThatEachColumnAllows()
    {
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal())];
        Dataset data = TestDatasets.Create(
            [TestDatasets.Number("x"), TestDatasets.Number("y"), TestDatasets.Category("c", "a")],
            [x, [.. x.Select(value => value + (0.01 * random.NextNormal()))], new double[400]],
            [.. x.Select((_, i) => i % 2)],
            2);
        TrainingEnvelope envelope = EnvelopeBuilder.Build(TestMatrices.Plan(data), [.. Enumerable.Range(0, 400)]);
        Assert.Equal((false, "---"), Look(envelope, data, 1, 1, 0));
        Assert.Equal((true, "---"), Look(envelope, data, 1, -1, 0));
        Assert.Equal((true, "x--"), Look(envelope, data, 90, 0, 0));
        Assert.Equal((true, "--x"), Look(envelope, data, 1, 1, -1));
        Assert.Equal((false, "---"), Look(envelope, data, double.NaN, envelope.Joint!.Means[1], double.NaN));
    }

    [Fact]
    public void Build_OneColumnOrOneRow_HasNoJointLimit()
    {
        Dataset one = TestDatasets.OfLabels([0, 1, 0, 1], 2);
        Assert.Null(EnvelopeBuilder.Build(TestMatrices.Plan(one), [0, 1, 2, 3]).Joint);
        Dataset two = TestDatasets.Numbers(new SeededRandom(3), 10, 2, 2);
        Assert.Null(EnvelopeBuilder.Build(TestMatrices.Plan(two), [4]).Joint);
    }

    [Fact]
    public void Build_RealCycles_ContainsThemAndNotARowOfRandomlyDrawnCells()
    {
        Dataset data = RealHydraulics.Dataset("cool_cond_y");
        DataSplit split = Splitter.Split(data, TestSplits.Definition with { TestShare = 0.25, Stratify = true });
        FeaturePlan plan = FeaturePlan.Create(data, new HashSet<string>(StringComparer.Ordinal) { "cool_eff_pct" }, split.Train);
        var limits = new RowLimits(EnvelopeBuilder.Build(plan, split.Train), plan.Columns);
        var outside = new bool[plan.Columns.Count];
        Assert.InRange(Enumerable.Range(0, data.RowCount).Count(row => limits.IsOutside(plan.Cells([row]), outside)), 0, 22);

        // Every cell is real, but none of them were ever measured together.
        var random = new SeededRandom(1);
        for (int i = 0; i < 50; i++)
        {
            double[] cells = [.. Enumerable.Range(0, plan.Columns.Count).Select(column => plan.Cells([random.Next(data.RowCount)])[column])];
            Assert.True(limits.IsOutside(cells, outside));
        }
    }

    /// <summary>
    /// The sample request that is published for this data has psa_bar 155.566 and is otherwise not given in full; like all samples of its kind it is made column by
    /// column. So are these, of every kind that a sample may be: each cell a real one, or each a little above the least of its column, as 155.566 is.
    /// </summary>
    [Fact]
    public void Build_PublishedSampleRow_LiesOutsideWhateverItsOtherCellsAre()
    {
        Dataset data = RealHydraulics.Dataset("cool_cond_y");
        int[] all = [.. Enumerable.Range(0, data.RowCount)];
        FeaturePlan plan = FeaturePlan.Create(data, new HashSet<string>(StringComparer.Ordinal), all);
        var limits = new RowLimits(EnvelopeBuilder.Build(plan, all), plan.Columns);
        double[][] rows = [.. all.Select(row => plan.Cells([row]))];
        int psa = Enumerable.Range(0, plan.Columns.Count).Single(column => plan.Columns[column].Name == "psa_bar");
        var random = new SeededRandom(2);
        for (int i = 0; i < 500; i++)
        {
            double[] cells = [.. Enumerable.Range(0, plan.Columns.Count).Select(column => i % 2 == 0 ? rows[random.Next(rows.Length)][column] : NearTheLeast(rows, column, random))];
            cells[psa] = 155.566;
            var outside = new bool[cells.Length];
            Assert.True(limits.IsOutside(cells, outside));
            Assert.DoesNotContain(true, outside);
        }
    }

    private static double NearTheLeast(double[][] rows, int column, SeededRandom random)
    {
        double least = rows.Min(row => row[column]), most = rows.Max(row => row[column]);
        return least + ((most - least) * random.Next(100) / 10_000);
    }

    private static (bool, string) Look(TrainingEnvelope envelope, Dataset data, params double[] cells)
    {
        var outside = new bool[cells.Length];
        bool any = new RowLimits(envelope, TestMatrices.Plan(data).Columns).IsOutside(cells, outside);
        return (any, string.Concat(outside.Select(column => column ? 'x' : '-')));
    }
}

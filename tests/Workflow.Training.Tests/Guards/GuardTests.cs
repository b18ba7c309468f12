using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards;

public sealed class GuardTests
{
    private static readonly DataSplit Halves = Split(Enumerable.Range(0, 120).Where(row => row % 3 == 2));

    [Fact]
    public void Run_NothingSuspicious_FindsNothingAndMeasuresEveryColumn()
    {
        GuardReport report = Run(Noise(), Halves);
        Assert.Empty(report.Findings);
        Assert.Empty(report.Dropped);
        Assert.Equal(["noise", "kind"], report.Columns.Select(column => column.Column));
        Assert.All(report.Columns, column => Assert.InRange(column.LeakageAuc!.Value, 0.2, 0.8));
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0.2, 0.8));
        Assert.All(report.Columns, column => Assert.Null(column.Importance));
    }

    [Theory]
    [InlineData(GuardAction.Report, "; consider dropping it, or allow it in the recipe with a reason")]
    [InlineData(GuardAction.Drop, "; dropped")]
    [InlineData(GuardAction.Fail, "; drop the column, or allow it in the recipe with a reason")]
    public void Run_ColumnThatIsTheLabel_IsFoundAndTreatedAsAsked(GuardAction action, string consequence)
    {
        GuardReport report = Run(Leaky(allowed: null), Halves, new LeakageDefinition { Action = action });
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKind.Leakage, "leak", 1.0, 0.991, action), (finding.Kind, finding.Column, finding.Auc, finding.Threshold, finding.Action));
        Assert.Equal($"leak alone predicts y with AUC 1.0000 (limit 0.991){consequence}", finding.Message);
        Assert.Equal(action == GuardAction.Drop ? ["leak"] : [], report.Dropped);
    }

    [Theory]
    [InlineData(GuardAction.Report)]
    [InlineData(GuardAction.Drop)]
    [InlineData(GuardAction.Fail)]
    public void Run_AllowedColumn_IsKeptWhateverIsAskedAndStaysOnRecord(GuardAction action)
    {
        GuardReport report = Run(Leaky(allowed: "it is the cause"), Halves, new LeakageDefinition { Action = action });
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((GuardAction.Allow, 1.0), (finding.Action, finding.Auc));
        Assert.EndsWith("; kept, because the recipe allows it: it is the cause", finding.Message, StringComparison.Ordinal);
        Assert.Empty(report.Dropped);
    }

    // Reaching the limit is enough, exceeding is not needed.
    [Fact]
    public void Run_AucAtTheLimit_IsAFindingAndBelowItIsNot()
    {
        double auc = Run(Noise(), Halves).Columns[0].LeakageAuc!.Value;
        Assert.Contains(Run(Noise(), Halves, new LeakageDefinition { Auc = auc }).Findings, finding => finding.Column == "noise");
        Assert.DoesNotContain(Run(Noise(), Halves, new LeakageDefinition { Auc = auc + 1e-9 }).Findings, finding => finding.Column == "noise");
    }

    [Fact]
    public void Run_ShiftAucAtTheLimit_IsAFindingAndBelowItIsNot()
    {
        GuardReport report = Run(Noise(), Halves);
        foreach ((string? column, double auc) in ((string?, double)[])[(report.Columns[0].Column, report.Columns[0].ShiftAuc), (null, report.OverallShiftAuc)])
        {
            Assert.Contains(Run(Noise(), Halves, null, new ShiftDefinition { Auc = auc }).Findings, finding => finding.Column == column && finding.Auc == auc);
            Assert.DoesNotContain(Run(Noise(), Halves, null, new ShiftDefinition { Auc = auc + 1e-9 }).Findings, finding => finding.Column == column);
        }
    }

    // One class of three is known, the other two are not.
    [Fact]
    public void Run_ColumnThatKnowsOneClassOfThree_IsMeasuredOverAllClasses()
    {
        int[] labels = [.. Enumerable.Range(0, 120).Select(row => row / 40)];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("first")], [[.. labels.Select(label => label == 0 ? 1.0 : 0)]], labels, 3);
        Assert.InRange(Run(dataset, Halves).Columns[0].LeakageAuc!.Value, 0.75, 0.9);
    }

    // As the documentation says.
    [Fact]
    public void ImportanceGate_IsATenthOfTheGain() => Assert.Equal(0.1, Guard.ImportanceGate);

    // Test labels decide nothing: a column that knows them and nothing else is not suspicious.
    [Fact]
    public void Run_ColumnThatKnowsTheTestLabelsOnly_IsNoLeakage()
    {
        Dataset noise = Noise();
        bool[] isTest = [.. Enumerable.Range(0, 120).Select(row => Halves.Test.Contains(row))];
        double[] cells = [.. noise.Features[0].Select((cell, row) => isTest[row] ? noise.Labels[row] : cell)];
        GuardReport report = Run(TestDatasets.Create([TestDatasets.Number("x")], [cells], noise.Labels, 2), Halves);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Leakage);
        Dataset other = TestDatasets.Create([TestDatasets.Number("x")], [cells], [.. noise.Labels.Select((label, row) => isTest[row] ? 1 - label : label)], 2);
        Assert.Equal(report.Columns[0].LeakageAuc, Run(other, Halves).Columns[0].LeakageAuc);
    }

    [Fact]
    public void Run_ImportanceGated_LooksOnlyAtWhatAModelReliesOn()
    {
        GuardReport report = Run(Leaky(allowed: null), Halves, new LeakageDefinition { Mode = LeakageMode.ImportanceGated, Action = GuardAction.Drop });
        Assert.Equal(["leak"], report.Dropped);
        Assert.Equal(1, report.Columns.Sum(column => column.Importance!.Value), 9);
        Assert.Equal([true, false, false], report.Columns.Select(column => column.Column == "leak" && column.Importance > 0.9));
        Assert.Equal([true, false, false], report.Columns.Select(column => column.LeakageAuc is not null));
    }

    // The indicators of a category count together, as the one column that they are made of.
    [Fact]
    public void Run_ImportanceGatedCategory_AddsUpItsLevels()
    {
        SeededRandom random = SeededRandom.For(1, "levels");
        int[] labels = [.. Enumerable.Range(0, 120).Select(row => row % 4)];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("noise"), TestDatasets.Category("kind", "a", "b", "c", "d")],
            [[.. labels.Select(_ => random.NextNormal())], [.. labels.Select(label => (double)label)]],
            labels,
            4);
        GuardReport report = Run(dataset, Halves, new LeakageDefinition { Mode = LeakageMode.ImportanceGated });
        Assert.InRange(report.Columns[1].Importance!.Value, 0.95, 1);
        Assert.Equal(1.0, report.Columns[1].LeakageAuc);
        Assert.Equal(1, report.Columns.Sum(column => column.Importance!.Value), 9);
    }

    // Rows in the order of a clock, not shuffled.
    [Theory]
    [InlineData(GuardAction.Report, GuardAction.Report)]
    [InlineData(GuardAction.Fail, GuardAction.Fail)]
    [InlineData(GuardAction.Drop, GuardAction.Report)]
    public void Run_ColumnThatTellsTestFromTrain_IsFoundAloneAndOverall(GuardAction action, GuardAction overall)
    {
        Dataset noise = Noise();
        Dataset clock = TestDatasets.Create(
            [TestDatasets.Number("clock"), TestDatasets.Number("noise")], [[.. Enumerable.Range(0, 120).Select(row => (double)row)], noise.Features[0]], noise.Labels, 2);
        DataSplit last = Splitter.Split(clock, TestSplits.Definition with { Shuffle = false });
        GuardReport report = Run(clock, last, null, new ShiftDefinition { Auc = 0.95, Action = action });
        Assert.Equal([FindingKind.Split, FindingKind.Shift, FindingKind.Shift], report.Findings.Select(finding => finding.Kind));
        Assert.Equal((last.Warning, GuardAction.Report, null), (report.Findings[0].Message, report.Findings[0].Action, report.Findings[0].Auc));
        Assert.Equal(("clock", action, 0.95), (report.Findings[1].Column, report.Findings[1].Action, report.Findings[1].Threshold));
        Assert.Matches(@"^clock alone tells test from train rows with AUC (0\.9[5-9]\d\d|1\.0000) \(limit 0\.95\)$", report.Findings[1].Message);
        Assert.Equal((null, overall, report.OverallShiftAuc), (report.Findings[2].Column, report.Findings[2].Action, report.Findings[2].Auc));
        Assert.StartsWith("all columns together tell test from train rows with AUC ", report.Findings[2].Message, StringComparison.Ordinal);
        Assert.Equal(action == GuardAction.Drop ? ["clock"] : [], report.Dropped);
    }

    // Two columns that say nothing alone: only together are test rows those where both agree.
    [Fact]
    public void Run_ColumnsThatTellTestFromTrainTogether_AreFoundOverallOnly()
    {
        SeededRandom random = SeededRandom.For(3, "together");
        double[][] cells = [[.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())], [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())]];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("a"), TestDatasets.Number("b")], cells, [.. Enumerable.Range(0, 200).Select(row => row % 2)], 2);
        DataSplit split = Split(Enumerable.Range(0, 200).Where(row => cells[0][row] > 0 == cells[1][row] > 0), 200);
        GuardReport report = Run(dataset, split, null, new ShiftDefinition { Auc = 0.9 });
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKind.Shift, null), (finding.Kind, finding.Column));
        Assert.InRange(report.OverallShiftAuc, 0.9, 1);
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0.3, 0.7));
    }

    [Fact]
    public void Run_Again_GivesTheSameReportOnAnyNumberOfThreads()
    {
        Dataset dataset = TestDatasets.Numbers(SeededRandom.For(4, "threads"), 120, 6, 3, missing: 0.1);
        var gated = new LeakageDefinition { Mode = LeakageMode.ImportanceGated };
        GuardReport one = Run(dataset, Halves, gated, threads: 1);
        foreach (int threads in (int[])[1, 2, 5])
        {
            GuardReport again = Run(dataset, Halves, gated, threads: threads);
            Assert.Equal(one.Columns, again.Columns);
            Assert.Equal(one.OverallShiftAuc, again.OverallShiftAuc);
            Assert.Equal(one.Findings, again.Findings);
        }
    }

    [Fact]
    public void Run_AnotherSeed_DrawsOtherFolds()
    {
        Dataset dataset = TestDatasets.Numbers(SeededRandom.For(5, "seed"), 120, 2, 2);
        var definition = new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition());
        GuardReport[] reports = [.. Enumerable.Range(1, 3).Select(seed => new Guard(dataset, Halves, definition with { Seed = seed }).Run(1, null, TestContext.Current.CancellationToken))];
        Assert.Equal(3, reports.Select(report => report.Columns[0].LeakageAuc).Distinct().Count());
        Assert.Equal(3, reports.Select(report => report.Columns[0].ShiftAuc).Distinct().Count());
    }

    // The smallest dataset that a split allows, with a column that has no value at all.
    [Theory]
    [InlineData(LeakageMode.Exhaustive)]
    [InlineData(LeakageMode.ImportanceGated)]
    public void Run_FewRowsAndAnEmptyColumn_AreMeasured(LeakageMode mode)
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("empty"), TestDatasets.Number("same")], [[.. Enumerable.Repeat(double.NaN, 5)], [1, 1, 1, 1, 1]], [0, 1, 0, 1, 0], 2);
        GuardReport report = Run(dataset, Split([4], 5), new LeakageDefinition { Mode = mode });
        Assert.Empty(report.Findings);
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0, 1));
        Assert.Equal(mode == LeakageMode.Exhaustive, report.Columns.All(column => column.LeakageAuc is not null));
    }

    [Fact]
    public void Run_Progress_CountsEveryColumnOnce()
    {
        var log = new CountLog();
        Run(Leaky(allowed: null), Halves, progress: log);
        Assert.Equal([1, 2, 3], log.Counts.Order());
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var guard = new Guard(Noise(), Halves, new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition()));
        Assert.ThrowsAny<OperationCanceledException>(() => guard.Run(1, null, new CancellationToken(canceled: true)));
    }

    private static GuardReport Run(
        Dataset dataset, DataSplit split, LeakageDefinition? leakage = null, ShiftDefinition? shift = null, int threads = 1, IProgress<int>? progress = null)
    {
        var definition = new GuardsDefinition(leakage ?? new LeakageDefinition(), shift ?? new ShiftDefinition());
        return new Guard(dataset, split, definition).Run(threads, progress, TestContext.Current.CancellationToken);
    }

    private static DataSplit Split(IEnumerable<int> testRows, int rows = 120)
    {
        int[] test = [.. testRows];
        return new DataSplit("train", "test", [.. Enumerable.Range(0, rows).Except(test)], test, "by hand", null);
    }

    private static Dataset Noise()
    {
        SeededRandom random = SeededRandom.For(2, "noise");
        int[] labels = [.. Enumerable.Range(0, 120).Select(row => row % 2)];
        return TestDatasets.Create(
            [TestDatasets.Number("noise"), TestDatasets.Category("kind", "a", "b", "c")],
            [[.. labels.Select(_ => random.NextNormal())], [.. labels.Select(_ => (double)random.Next(3))]],
            labels,
            2);
    }

    private static Dataset Leaky(string? allowed)
    {
        Dataset noise = Noise();
        return TestDatasets.Create(
            [TestDatasets.Number("leak") with { Allowed = allowed }, .. noise.Schema.Features],
            [[.. noise.Labels.Select(label => 10.0 - label)], .. noise.Features],
            noise.Labels,
            2);
    }

    private sealed class CountLog : IProgress<int>
    {
        public List<int> Counts { get; } = [];

        public void Report(int value)
        {
            lock (Counts) Counts.Add(value);
        }
    }
}

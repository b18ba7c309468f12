using System.Text.Json;
using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Shift;
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
        Assert.Equal(FindingKind.Balance, Assert.Single(report.Findings).Kind);
        Assert.Empty(report.Dropped);
        Assert.Equal(["noise", "kind"], report.Columns.Select(column => column.Column));
        Assert.All(report.Columns, column => Assert.InRange(column.LeakageAuc!.Value, 0.2, 0.8));
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0.2, 0.8));
        Assert.Equal(1, report.Columns.Sum(column => column.Importance!.Value), 9);
    }

    [Theory]
    [InlineData(GuardAction.Report, "; consider dropping it, or allow it in the recipe with a reason", FindingSeverity.Warning)]
    [InlineData(GuardAction.Drop, "; dropped", FindingSeverity.Warning)]
    [InlineData(GuardAction.Fail, "; drop the column, or allow it in the recipe with a reason", FindingSeverity.Error)]
    public void Run_ColumnThatIsTheLabel_IsFoundAndTreatedAsAsked(GuardAction action, string consequence, FindingSeverity severity)
    {
        GuardReport report = Run(Leaky(allowed: null), Halves, new LeakageDefinition { Action = action });
        Finding finding = Assert.Single(Suspicions(report));
        Assert.Equal((FindingKind.Leakage, "leak", 1.0, 0.991, action, severity), (finding.Kind, finding.Column, finding.Auc, finding.Threshold, finding.Action, finding.Severity));
        Assert.StartsWith($"leak alone predicts y with AUC 1.0000 (0.9124 to 1.0000, limit 0.991){consequence} (log loss of a quick model: 0.", finding.Message, StringComparison.Ordinal);
        Assert.Equal(action == GuardAction.Drop ? ["leak"] : [], report.Dropped);
    }

    [Theory]
    [InlineData(GuardAction.Report)]
    [InlineData(GuardAction.Drop)]
    [InlineData(GuardAction.Fail)]
    public void Run_AllowedColumn_IsKeptWhateverIsAskedAndStaysOnRecord(GuardAction action)
    {
        GuardReport report = Run(Leaky(allowed: "it is the cause"), Halves, new LeakageDefinition { Action = action });
        Finding finding = Assert.Single(Suspicions(report));
        Assert.Equal((GuardAction.Allow, 1.0, FindingSeverity.Note), (finding.Action, finding.Auc, finding.Severity));
        Assert.Contains("; kept, because the recipe allows it: it is the cause (", finding.Message, StringComparison.Ordinal);
        Assert.Empty(report.Dropped);
    }

    [Theory]
    [InlineData(GuardAction.Drop, 3)]
    [InlineData(GuardAction.Report, 0)]
    public void Run_SensorThatIsTheLabel_IsDroppedWithAllThatIsMadeOfIt(GuardAction action, int dropped)
    {
        GuardReport report = Run(Derived(allowed: null), Halves, new LeakageDefinition { Action = action });
        Assert.Equal(((string[])["leak", "leak_std", "noise_to_leak"])[..dropped], report.Dropped);
        Finding? told = report.Findings.SingleOrDefault(finding => finding is { Kind: FindingKind.Leakage, Column: null });
        Assert.Equal(dropped == 0 ? null : "with leak the 2 columns that are made of its sensor are dropped", told?.Message);
    }

    [Fact]
    public void Run_SensorThatIsAllowed_KeepsWhatIsMadeOfIt() =>
        Assert.Empty(Run(Derived(allowed: "it is the cause"), Halves, new LeakageDefinition { Action = GuardAction.Drop }).Dropped);

    // Three columns share what a model owes to one sensor; the gate looks at the sensor.
    [Fact]
    public void Run_ImportanceGated_LooksAtAllColumnsOfASensorThatMatters()
    {
        Dataset dataset = Derived(allowed: null);
        double[][] cells = [dataset.Features[0], [.. dataset.Features[0].Select(cell => cell * 2)], .. dataset.Features.Skip(2)];
        GuardReport report = Run(new Dataset(dataset.Schema, cells, dataset.Labels), Halves, new LeakageDefinition { Mode = LeakageMode.ImportanceGated });
        Assert.Contains(report.Columns, column => column is { Column: "leak_std", Importance: 0.0, LeakageAuc: 1.0 });
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
            Assert.Contains(Run(Noise(), Halves, null, new ShiftDefinition { Auc = auc }).Findings, finding => finding.Kind == FindingKind.Shift && finding.Column == column && finding.Auc == auc);
            Assert.DoesNotContain(Run(Noise(), Halves, null, new ShiftDefinition { Auc = auc + 1e-9 }).Findings, finding => finding.Kind == FindingKind.Shift && finding.Column == column);
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
    public void ImportanceGate_IsTwoFifthsOfTheGain() => Assert.Equal(0.4, Guard.ImportanceGate);

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
    [InlineData(GuardAction.Report)]
    [InlineData(GuardAction.Fail)]
    [InlineData(GuardAction.Drop)]
    public void Run_ColumnThatTellsTestFromTrain_IsFoundAloneAndWhereItStaysOverall(GuardAction action)
    {
        Dataset noise = Noise();
        Dataset clock = TestDatasets.Create(
            [TestDatasets.Number("clock"), TestDatasets.Number("noise")], [[.. Enumerable.Range(0, 120).Select(row => row + 0.5)], noise.Features[0]], noise.Labels, 2);
        DataSplit last = Splitter.Split(clock, TestSplits.Definition with { Shuffle = false });
        GuardReport report = Run(clock, last, null, new ShiftDefinition { Auc = 0.95, Action = action });
        Finding split = Assert.Single(report.Findings, finding => finding.Kind == FindingKind.Split);
        Assert.Equal((last.Warning, GuardAction.Report, null), (split.Message, split.Action, split.Auc));
        Finding[] shift = [.. report.Findings.Where(finding => finding.Kind == FindingKind.Shift)];
        Assert.Equal(("clock", action, 0.95), (shift[0].Column, shift[0].Action, shift[0].Threshold));
        Assert.Matches(@"^clock alone tells test from train rows with AUC (0\.9[5-9]\d\d|1\.0000) \(limit 0\.95\)(; dropped)?$", shift[0].Message);
        Assert.Equal(action == GuardAction.Drop, shift[0].Message.EndsWith("; dropped", StringComparison.Ordinal));
        ShiftEvidence evidence = Assert.IsType<ShiftEvidence>(shift[0].Evidence);
        Assert.Equal(["train 90", "test 30"], evidence.Histogram.Series.Select(series => $"{series.Name} {series.Counts.Sum()}"));
        Assert.Equal(action == GuardAction.Drop ? ["clock"] : [], report.Dropped);
        if (action == GuardAction.Drop)
        {
            Assert.Single(shift);
            Assert.InRange(report.OverallShiftAuc, 0, 0.8);
            return;
        }

        Assert.Equal((null, action, report.OverallShiftAuc), (shift[1].Column, shift[1].Action, shift[1].Auc));
        Assert.StartsWith("all columns together tell test from train rows with AUC ", shift[1].Message, StringComparison.Ordinal);
        Assert.Equal(action == GuardAction.Fail ? FindingSeverity.Error : FindingSeverity.Warning, shift[1].Severity);
    }

    // What the model never sees can shift nothing.
    [Fact]
    public void Run_RowNumberThatIsDropped_IsNoShift()
    {
        Dataset noise = Noise();
        Dataset numbered = TestDatasets.Create(
            [TestDatasets.Number("id"), TestDatasets.Number("noise")], [[.. Enumerable.Range(0, 120).Select(row => (double)row)], noise.Features[0]], noise.Labels, 2);
        DataSplit last = Splitter.Split(numbered, TestSplits.Definition with { Shuffle = false });
        GuardReport report = Run(numbered, last, new LeakageDefinition { Action = GuardAction.Drop }, new ShiftDefinition { Auc = 0.95, Action = GuardAction.Fail });
        Assert.Equal(["id"], report.Dropped);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Shift);
        Assert.InRange(report.OverallShiftAuc, 0, 0.8);
        Assert.InRange(report.Columns[0].ShiftAuc, 0.95, 1);
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
        Finding finding = Assert.Single(Suspicions(report));
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
            Assert.Equal(JsonSerializer.Serialize(one), JsonSerializer.Serialize(again));
        }
    }

    // What stands beside a column changes nothing about it.
    [Fact]
    public void Run_ColumnsInAnotherOrder_AreMeasuredTheSame()
    {
        Dataset dataset = TestDatasets.Numbers(SeededRandom.For(6, "order"), 120, 5, 2);
        Dataset turned = TestDatasets.Create([.. dataset.Schema.Features.Reverse()], [.. dataset.Features.Reverse()], dataset.Labels, 2);
        IEnumerable<(string, double?, Interval?, double)> Measured(Dataset given) =>
            Run(given, Halves).Columns.Select(column => (column.Column, column.LeakageAuc, column.LeakageInterval, column.ShiftAuc));
        Assert.Equal(Measured(dataset), Measured(turned).Reverse());
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

    // The smallest dataset that a split allows, with columns that have one value or none.
    [Theory]
    [InlineData(LeakageMode.Exhaustive)]
    [InlineData(LeakageMode.ImportanceGated)]
    public void Run_FewRowsAndNothingToLearnFrom_AreMeasured(LeakageMode mode)
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("empty"), TestDatasets.Number("same")], [[.. Enumerable.Repeat(double.NaN, 5)], [1, 1, 1, 1, 1]], [0, 1, 0, 1, 0], 2);
        GuardReport report = Run(dataset, Split([4], 5), new LeakageDefinition { Mode = mode });
        Assert.Equal(["empty", "same"], report.Dropped);
        Assert.Equal([FindingKind.Missing, FindingKind.Constant], Suspicions(report).Select(finding => finding.Kind));
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0, 1));
        Assert.Equal(mode == LeakageMode.Exhaustive, report.Columns.All(column => column.LeakageAuc is not null));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var guard = new Guard(Noise(), Halves, new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition()));
        Assert.ThrowsAny<OperationCanceledException>(() => guard.Run(1, null, new CancellationToken(canceled: true)));
    }

    private static GuardReport Run(
        Dataset dataset, DataSplit split, LeakageDefinition? leakage = null, ShiftDefinition? shift = null, int threads = 1)
    {
        var definition = new GuardsDefinition(leakage ?? new LeakageDefinition(), shift ?? new ShiftDefinition());
        return new Guard(dataset, split, definition).Run(threads, null, TestContext.Current.CancellationToken);
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

    // What is made of the leak tells nothing by itself.
    private static Dataset Derived(string? allowed)
    {
        Dataset leaky = Leaky(allowed);
        double[] reversed = [.. leaky.Features[1].Reverse()];
        return TestDatasets.Create(
            [
                leaky.Schema.Features[0],
                TestDatasets.Number("leak_std") with { DerivedFrom = ["leak"], Allowed = allowed },
                .. leaky.Schema.Features.Skip(1),
                TestDatasets.Number("noise_to_leak") with { DerivedFrom = ["noise", "leak"] },
            ],
            [leaky.Features[0], reversed, .. leaky.Features.Skip(1), [.. reversed.Select(cell => cell * cell)]],
            leaky.Labels,
            2);
    }

    private static IEnumerable<Finding> Suspicions(GuardReport report) => report.Findings.Where(finding => finding.Kind != FindingKind.Balance);
}

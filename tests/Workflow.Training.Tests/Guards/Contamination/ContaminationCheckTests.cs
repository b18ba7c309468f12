using System.Text.Json;
using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Contamination;

public sealed class ContaminationCheckTests
{
    // Whatever independent rows look like, nothing is said about them.
    [Fact]
    public void Judge_IndependentRows_IsSilent()
    {
        for (int seed = 0; seed < 70; seed++)
        {
            SeededRandom random = SeededRandom.For(seed, "independent");
            Dataset dataset = TestSeries.Independent(random, 60 + random.Next(600), seed);
            (ContaminationEvidence evidence, Finding[] findings) = Check(dataset, TestSeries.Split(dataset, seed));
            Assert.True(findings.Length == 0, $"seed {seed}: {string.Join("; ", findings.Select(finding => finding.Message))}");
            Assert.Null(evidence.Scores);
            Assert.InRange(evidence.AdjacentShare, 0.7, 1);
        }
    }

    // The same rows: in their order they tell on each other, shuffled they do not.
    [Fact]
    public void Judge_MachineInBlocks_IsFoundAndShuffledIsNot()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Dataset machine = TestSeries.Machine(SeededRandom.For(seed, "machine"), 40, 8);
            (ContaminationEvidence evidence, Finding[] findings) = Check(machine, TestSeries.Split(machine, seed));
            Finding finding = Assert.Single(findings);
            Assert.Same(evidence, finding.Evidence);
            Assert.Equal((FindingKind.Contamination, null, GuardAction.Report, FindingSeverity.Warning), (finding.Kind, finding.Column, finding.Action, finding.Severity));
            Assert.Equal(machine.Blocks[^1] + 1, evidence.Blocks);
            Assert.InRange(evidence.Resemblance!.Value, 0.8, 1);
            Assert.InRange(evidence.NearestIsNeighbour!.Value, 0.8, 1);
            Assert.InRange(evidence.NearestIsNeighbourByChance!.Value, 0, 0.1);

            Dataset shuffled = TestSeries.Shuffled(machine, SeededRandom.For(seed, "order"));
            (ContaminationEvidence silent, Finding[] none) = Check(shuffled, TestSeries.Split(shuffled, seed));
            Assert.Empty(none);
            Assert.Null(silent.Blocks);
            Assert.Null(silent.Scores);
        }
    }

    // A level per block says nothing of other blocks: what neighbours give away is all that there is.
    [Fact]
    public void Measure_Machine_ShowsTheRandomScoreBesideTheGroupedOne()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(1, "machine"), 60, 8);
        (ContaminationEvidence evidence, Finding[] findings) = Check(machine, TestSeries.Split(machine, 1));
        SplitScores scores = evidence.Scores!;
        Assert.Equal((360, 10, true), (scores.Rows, scores.Folds, scores.AreBlocks));
        Assert.InRange(scores.Groups, 40, 60);
        Assert.InRange(scores.Random.Neighbours.Accuracy!.Value, 0.9, 1);
        Assert.InRange(scores.Grouped.Neighbours.Accuracy!.Value, 0.2, 0.55);
        Assert.InRange(scores.Random.Model.LogLoss!.Value, 0, 0.6);
        Assert.InRange(scores.Grouped.Model.LogLoss!.Value, 1, 4);
        Assert.Matches(
            @"^\d\d(\.\d)? % of the test rows stand next to a training row, and rows next to each other are alike; the rows form \d\d blocks of constant settings\."
            + @" 5-NN accuracy is (0\.9\d\d|1\.000) with random folds and 0\.\d\d\d with whole blocks held back$",
            findings[0].Message);
    }

    // Whole blocks to test: no test row has a neighbour that it shares a block with.
    [Fact]
    public void Judge_SplitByBlocks_IsSilent()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(2, "machine"), 60, 8);
        int[] test = [.. Enumerable.Range(0, machine.RowCount).Where(row => machine.Blocks[row] % 4 == 3)];
        var split = new DataSplit("train", "test", [.. Enumerable.Range(0, machine.RowCount).Except(test)], test, "by blocks", null);
        (ContaminationEvidence evidence, Finding[] findings) = Check(machine, split);
        Assert.Empty(findings);
        Assert.Equal(0, evidence.SharedBlockShare);
        Assert.InRange(evidence.AdjacentShare, 0.2, 0.3);
    }

    // Without settings, and a clock among the columns, which is no resemblance.
    [Fact]
    public void Judge_SlowDriftWithoutSettings_IsFoundByStretches()
    {
        SeededRandom random = SeededRandom.For(3, "drift");
        double level = 0;
        double[] drift = [.. Enumerable.Range(0, 400).Select(_ => level += 0.3 * random.NextNormal())];
        double[] clock = [.. Enumerable.Range(0, 400).Select(row => row + (0.5 * random.NextDouble()))];
        int[] labels = [.. drift.Select(x => x > drift.Order().ElementAt(200) ? 1 : 0)];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("clock"), TestDatasets.Number("drift")], [clock, drift], labels, 2);
        (ContaminationEvidence evidence, Finding[] findings) = Check(dataset, TestSeries.Split(dataset, 3));
        Assert.EndsWith("with whole stretches of rows held back", Assert.Single(findings).Message, StringComparison.Ordinal);
        Assert.Equal((50, false), (evidence.Scores!.Groups, evidence.Scores.AreBlocks));
        Assert.Null(evidence.Blocks);

        Dataset noise = TestDatasets.Create(
            [TestDatasets.Number("clock"), TestDatasets.Number("noise")], [clock, [.. drift.Select(_ => random.NextNormal())]], labels, 2);
        Assert.Empty(Check(noise, TestSeries.Split(noise, 3)).Findings);
    }

    // A file that is sorted by one of its columns: that one alone makes no neighbours.
    [Fact]
    public void Judge_RowsSortedByAColumn_IsSilent()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Dataset dataset = TestSeries.Independent(SeededRandom.For(seed, "sorted"), 400, 5);
            Array.Sort(dataset.Features[2]);
            if (seed % 2 == 0) Array.Reverse(dataset.Features[2]);
            Assert.Empty(Check(dataset, TestSeries.Split(dataset, seed)).Findings);
        }
    }

    [Theory]
    [InlineData(0.0, 30, "equal to a training row in every column")]
    [InlineData(1e-3, 30, "nearly the same")]
    [InlineData(0.0, 0, null)]
    public void Judge_CopiesAmongTheTestRows_AreFound(double noise, int copies, string? message)
    {
        SeededRandom random = SeededRandom.For(4, "copies");
        Dataset dataset = TestSeries.Independent(random, 400, 0);
        DataSplit split = TestSeries.Split(dataset, 4);
        foreach (int row in split.Test.Take(copies))
        {
            int original = split.Train[random.Next(split.Train.Length)];
            foreach (double[] cells in dataset.Features) cells[row] = cells[original] + (noise * random.NextNormal());
        }

        (ContaminationEvidence evidence, Finding[] findings) = Check(dataset, split);
        Assert.Equal(noise == 0 ? copies : 0, evidence.RepeatedRows);
        Assert.Equal(message is null ? 0 : 1, findings.Length);
        if (message is null) return;
        Assert.Contains(message, findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(FindingSeverity.Warning, findings[0].Severity);
        if (noise > 0) Assert.InRange(evidence.NearRepeatedShare!.Value, 0.25, 0.35);
    }

    // One row in a thousand: good to know, and no reason to fail.
    [Fact]
    public void Judge_ASingleCopy_IsANote()
    {
        Dataset dataset = TestSeries.Independent(SeededRandom.For(5, "copy"), 800, 0);
        DataSplit split = TestSeries.Split(dataset, 5);
        foreach (double[] cells in dataset.Features) cells[split.Test[0]] = cells[split.Train[0]];
        Finding finding = Assert.Single(Check(dataset, split, GuardAction.Fail).Findings);
        Assert.Equal((FindingSeverity.Note, GuardAction.Report), (finding.Severity, finding.Action));
        Assert.Equal("1 test rows (0.5 %) are equal to a training row in every column", finding.Message);
    }

    // Rows of a few texts are equal by chance.
    [Fact]
    public void Judge_CoarseRows_RepeatWithoutMeaning()
    {
        SeededRandom random = SeededRandom.For(6, "coarse");
        double[][] cells = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 300).Select(_ => (double)random.Next(3)).ToArray())];
        Dataset dataset = TestDatasets.Create(
            [.. cells.Select((_, i) => TestDatasets.Category($"c{i}", "a", "b", "c"))], cells, [.. Enumerable.Range(0, 300).Select(_ => random.Next(2))], 2);
        (ContaminationEvidence evidence, Finding[] findings) = Check(dataset, TestSeries.Split(dataset, 6));
        Assert.Empty(findings);
        Assert.InRange(evidence.RepeatedRows, 60, 75);
        Assert.True(evidence.MayRepeatByChance);
        Assert.Null(evidence.NearRepeatedShare);
    }

    [Fact]
    public void Judge_ActionFail_FailsTheRun()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(7, "machine"), 40, 8);
        Finding finding = Assert.Single(Check(machine, TestSeries.Split(machine, 7), GuardAction.Fail).Findings);
        Assert.Equal((GuardAction.Fail, FindingSeverity.Error), (finding.Action, finding.Severity));
    }

    // Test labels decide nothing.
    [Fact]
    public void Measure_OtherTestLabels_GiveTheSameEvidence()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(8, "machine"), 40, 8);
        DataSplit split = TestSeries.Split(machine, 8);
        int[] labels = [.. machine.Labels.Select((label, row) => split.Test.Contains(row) ? (label + 1) % 3 : label)];
        Dataset poisoned = new Dataset(machine.Schema, machine.Features, labels).WithSettings(["setting"], machine.Settings);
        Assert.Equal(JsonSerializer.Serialize(Check(machine, split).Evidence), JsonSerializer.Serialize(Check(poisoned, split).Evidence));
    }

    [Fact]
    public void Measure_AnyNumberOfThreads_GivesTheSameEvidence()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(9, "machine"), 40, 8);
        DataSplit split = TestSeries.Split(machine, 9);
        string one = JsonSerializer.Serialize(Check(machine, split).Evidence);
        Assert.Equal(one, JsonSerializer.Serialize(Check(machine, split, threads: 3).Evidence));
    }

    // One class per block: held back whole, it could not be told; stretches of rows stand for the blocks.
    [Fact]
    public void Measure_BlocksThatCannotPartTheClasses_UsesStretches()
    {
        SeededRandom random = SeededRandom.For(10, "sorted");
        int[] labels = [.. Enumerable.Range(0, 300).Select(row => row / 100)];
        double[] drift = [.. Enumerable.Range(0, 300).Select(row => Math.Sin(row / 6.0) + (0.05 * random.NextNormal()))];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("x")], [drift], labels, 3).WithSettings(["y"], labels);
        ContaminationEvidence evidence = Check(dataset, TestSeries.Split(dataset, 10)).Evidence;
        Assert.Equal(3, evidence.Blocks);
        Assert.Equal((50, false), (evidence.Scores!.Groups, evidence.Scores.AreBlocks));
    }

    private static (ContaminationEvidence Evidence, Finding[] Findings) Check(Dataset dataset, DataSplit split, GuardAction action = GuardAction.Report, int threads = 1)
    {
        int[] columns = [.. Enumerable.Range(0, dataset.Features.Count)];
        var check = new ContaminationCheck(dataset, split, columns, new ContaminationDefinition { Action = action }, 42);
        ContaminationEvidence evidence = check.Measure(threads, TestContext.Current.CancellationToken);
        return (evidence, [.. check.Judge(evidence)]);
    }
}

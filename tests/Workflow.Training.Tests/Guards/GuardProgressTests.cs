using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards;

public sealed class GuardProgressTests
{
    [Fact]
    public void Run_Progress_CountsEveryColumnOnce()
    {
        var log = new ProgressLog();
        Run(log);
        Assert.Equal([1, 2, 3], log.Reports.Where(report => report.Found is null).Select(report => report.Done));
        Assert.All(log.Reports, report => Assert.Equal(3, report.Columns));
    }

    // Whoever watches is told of a leak while the run goes on, and of everything once.
    [Fact]
    public void Run_Progress_TellsFindingsWhenTheyAreKnown()
    {
        var log = new ProgressLog();
        GuardReport report = Run(log);
        Finding[] told = [.. log.Reports.Select(progress => progress.Found).OfType<Finding>()];
        Assert.Equal(report.Findings.Select(finding => (finding.Kind, finding.Column)).Order(), told.Select(finding => (finding.Kind, finding.Column)).Order());
        GuardProgress leak = Assert.Single(log.Reports, progress => progress.Found?.Kind == FindingKind.Leakage);
        Assert.InRange(leak.Done, 0, 2);
        Assert.EndsWith("; consider dropping it, or allow it in the recipe with a reason", leak.Found!.Message, StringComparison.Ordinal);
    }

    private static GuardReport Run(ProgressLog log)
    {
        SeededRandom random = SeededRandom.For(2, "noise");
        int[] labels = [.. Enumerable.Range(0, 120).Select(row => row % 2)];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("leak"), TestDatasets.Number("noise"), TestDatasets.Number("same")],
            [[.. labels.Select(label => 10.0 - label)], [.. labels.Select(_ => random.NextNormal())], [.. labels.Select(_ => 1.0)]],
            labels,
            2);
        var definition = new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition());
        return new Guard(dataset, Splitter.Split(dataset, TestSplits.Definition), definition).Run(2, log, TestContext.Current.CancellationToken);
    }

    private sealed class ProgressLog : IProgress<GuardProgress>
    {
        public List<GuardProgress> Reports { get; } = [];

        public void Report(GuardProgress value)
        {
            lock (Reports) Reports.Add(value);
        }
    }
}

using System.Text.Json.Nodes;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Guards.Shift;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>Findings as they are stored and as programs see them.</summary>
public sealed class RunFindingTests
{
    private static readonly ColumnHistogram Histogram = new([0, 1, 2], [], [new HistogramSeries("3", [1, 2], 0)]);

    private static readonly FindingEvidence[] Evidence =
    [
        new LeakageEvidence(new Interval(0.98, 0.999), 2, Histogram) { With = new HeldBackScore { LogLoss = 0.1, Auc = 0.9, Accuracy = 0.8 } },
        new ShiftEvidence(Histogram),
        new ContaminationEvidence { AdjacentShare = 0.94, Blocks = 194, Scores = new SplitScores(10, 4, AreBlocks: true, 2, Scores(0.8), Scores(0.3)) },
        new MissingEvidence(3, 0.3),
        new DuplicateColumnEvidence("x"),
        new BalanceEvidence([new ClassShare("3", 6, 0.6), new ClassShare("20", 4, 0.4)]),
    ];

    public static TheoryData<int> AllEvidence() => [.. Enumerable.Range(0, Evidence.Length)];

    [Theory]
    [MemberData(nameof(AllEvidence))]
    public void Evidence_StoredAndSent_IsReadBackTheSame(int index)
    {
        var finding = new Finding(FindingKind.Leakage, "x", 0.99, 0.9, GuardAction.Drop, "x knows") { Severity = FindingSeverity.Error, Evidence = Evidence[index] };
        var report = new GuardReport([finding], ["x"], [], 0.5) { Contamination = Evidence[index] as ContaminationEvidence };
        string stored = JobsJson.Write(report);
        Assert.Equal(stored, JobsJson.Write(JobsJson.Read<GuardReport>(stored)));
        Assert.Equal(Evidence[index].GetType(), JobsJson.Read<GuardReport>(stored).Findings[0].Evidence!.GetType());

        string sent = JobsJson.WriteWire(RunFinding.Of(finding));
        Assert.Equal(sent, JobsJson.WriteWire(JobsJson.Read<RunFinding>(sent)));
        Assert.NotNull((string?)JsonNode.Parse(sent)!["evidence"]!["kind"]);
    }

    [Fact]
    public void Of_AFinding_IsWhatProgramsKnowAndItsFigures()
    {
        var finding = new Finding(FindingKind.Leakage, "x", 0.99, 0.9, GuardAction.Drop, "x knows") { Evidence = Evidence[0] };
        Assert.Equal(
            """
            {"kind":"leakage","column":"x","auc":0.99,"threshold":0.9,"action":"drop","message":"x knows","severity":"warning","evidence":{"kind":"leakage","interval":{"low":0.98,"high":0.999},"pass":2,"histogram":{"edges":[0,1,2],"levels":[],"series":[{"name":"3","counts":[1,2],"missing":0}]},"with":{"logLoss":0.1,"auc":0.9,"accuracy":0.8}}}
            """.Trim(),
            JobsJson.WriteWire(RunFinding.Of(finding)));
    }

    // Every finding has a column, if only null, so that programs may look for one.
    [Fact]
    public void Of_AFindingOfAllRows_HasNoColumnButTheMember() => Assert.Equal(
        """{"kind":"duplicate-column","column":null,"action":"allow","message":"m","severity":"note"}""",
        JobsJson.WriteWire(RunFinding.Of(new Finding(FindingKind.DuplicateColumn, null, null, null, GuardAction.Allow, "m") { Severity = FindingSeverity.Note })));

    // What release 0.1.0 has stored.
    [Fact]
    public void Read_ReportOfAnOlderRelease_HasItsFindings()
    {
        const string Old = """
            {"findings":[{"kind":"Leakage","column":"x","auc":0.99,"threshold":0.9,"action":"Drop","message":"x knows"}],"dropped":["x"],
            "columns":[{"column":"x","importance":null,"leakageAuc":0.99,"shiftAuc":0.5}],"overallShiftAuc":0.5}
            """;
        GuardReport report = JobsJson.Read<GuardReport>(Old);
        Assert.Equal((FindingSeverity.Warning, null), (report.Findings[0].Severity, report.Findings[0].Evidence));
        Assert.Empty(report.Passes);
        Assert.Equal((null, null), (report.Contamination, report.Missing));
        Assert.Equal((0.99, null), (report.Columns[0].LeakageAuc, report.Columns[0].LeakageInterval));
    }

    // A run that an older release has begun knows nothing of contamination.
    [Fact]
    public void Read_GuardsOfAnOlderRelease_ReportContamination()
    {
        GuardsDefinition guards = JobsJson.Read<GuardsDefinition>("""{"leakage":{"auc":0.9,"mode":"Exhaustive","action":"Fail"},"shift":{"auc":0.9,"action":"Report"},"seed":1}""");
        Assert.Equal(new ContaminationDefinition(), guards.Contamination);
    }

    private static FoldScores Scores(double accuracy) => new(new HeldBackScore { Accuracy = accuracy }, new HeldBackScore { LogLoss = 1, Auc = 0.5, Accuracy = 0.5 });
}

using Workflow.Training.Guards;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Guards.Shift;

namespace Workflow.Training.Tests.TestData;

/// <summary>Reports with every kind of evidence.</summary>
internal static class TestGuardReports
{
    public static ContaminationEvidence Contamination { get; } = new()
    {
        AdjacentShare = 0.9375,
        Resemblance = 0.85,
        ResemblanceDeviations = 20,
        Blocks = 194,
        SharedBlockShare = 0.98,
        RowsLookedAt = 551,
        NearestIsNeighbour = 0.83,
        NearestIsNeighbourByChance = 0.028,
        RepeatedRows = 3,
        NearRepeatedShare = 0.001,
        Scores = new SplitScores(
            1654,
            189,
            AreBlocks: true,
            10,
            new FoldScores(new HeldBackScore { Accuracy = 0.797 }, Score(0.29, 0.98)),
            new FoldScores(new HeldBackScore { Accuracy = 0.293 }, Score(1.01, 0.75))),
    };

    /// <summary>A report in which every text that people can choose is the given one.</summary>
    public static GuardReport Named(string text) => new(
        [
            new Finding(FindingKind.Leakage, text, 1, 1, GuardAction.Drop, text)
            {
                Evidence = new LeakageEvidence(new Interval(0.9, 1), 1, Histogram(text)) { With = Score(0.1, 0.99), Without = Score(0.4, 0.9) },
            },
            new Finding(FindingKind.Shift, text, 1, 1, GuardAction.Report, text) { Evidence = new ShiftEvidence(new ColumnHistogram([], [text, "b"], [new HistogramSeries(text, [3, 1], 0)])) },
            new Finding(FindingKind.Contamination, null, null, null, GuardAction.Report, text) { Evidence = Contamination },
            new Finding(FindingKind.DuplicateColumn, text, null, null, GuardAction.Drop, text) { Severity = FindingSeverity.Note, Evidence = new DuplicateColumnEvidence(text) },
        ],
        [text],
        [new ColumnEvidence(text, 0, 0, 0) { LeakageInterval = new Interval(0.25, 0.75) }],
        0)
    {
        Passes = [new LeakagePass(1, [], 2, Score(0.1, 0.99), [new LeadingColumn(text, 0.7, 1)]), new LeakagePass(2, [text], 1, Score(0.4, 0.9), [])],
        Contamination = Contamination,
        Missing = new MissingValues(2, [new MissingColumn(text, 0.5, [1, 0])]),
    };

    public static ColumnHistogram Histogram(string name) => new([0, 1, 2, 3], [], [new HistogramSeries(name, [4, 0, 0], 0), new HistogramSeries("other", [0, 1, 3], 2)]);

    private static HeldBackScore Score(double loss, double auc) => new() { LogLoss = loss, Auc = auc, Accuracy = 0.9 };
}

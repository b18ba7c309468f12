using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Columns;

public sealed class ClassBalanceTests
{
    [Fact]
    public void Check_SixtyToForty_IsReportedAsSuch()
    {
        Finding finding = Check([.. Enumerable.Range(0, 100).Select(row => row % 5 < 3 ? 0 : 1)], 2)!;
        Assert.Equal("classes of y: 60/40 % of the training rows (0: 60, 1: 40)", finding.Message);
        Assert.Equal((FindingKind.Balance, FindingSeverity.Note, GuardAction.Report), (finding.Kind, finding.Severity, finding.Action));
        Assert.Equal([new ClassShare("0", 60, 0.6), new ClassShare("1", 40, 0.4)], Assert.IsType<BalanceEvidence>(finding.Evidence).Classes);
    }

    [Theory]
    [InlineData(5, FindingSeverity.Note)]
    [InlineData(4, FindingSeverity.Warning)]
    public void Check_ClassBelowFivePercent_IsAWarning(int rows, FindingSeverity severity)
    {
        Finding finding = Check([.. Enumerable.Range(0, 100).Select(row => row < rows ? 1 : 0)], 2)!;
        Assert.Equal(severity, finding.Severity);
        Assert.Equal(severity == FindingSeverity.Warning, finding.Message.EndsWith("; class 1 is rare, so accuracy says little and a few rows decide much", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_VeryRareClass_IsNoZero() => Assert.StartsWith("classes of y: 100/0.25 %", Check([.. Enumerable.Range(0, 400).Select(row => row == 0 ? 1 : 0)], 2)!.Message, StringComparison.Ordinal);

    // Test labels are nobody's business.
    [Fact]
    public void Check_TestRows_DoNotCount()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1, 0, 1, 1, 1, 1, 1], 2);
        Assert.StartsWith("classes of y: 50/50 %", ClassBalance.Check(dataset, [0, 1, 2, 3])!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Numbers_HaveNoClasses() =>
        Assert.Null(ClassBalance.Check(TestDatasets.Regression([TestDatasets.Number("x")], [[1, 2]], [0.5, 0.7]), [0, 1]));

    private static Finding? Check(int[] labels, int classes) => ClassBalance.Check(TestDatasets.OfLabels(labels, classes), [.. Enumerable.Range(0, labels.Length)]);
}

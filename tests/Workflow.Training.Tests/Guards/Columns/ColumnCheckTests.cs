using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Columns;

public sealed class ColumnCheckTests
{
    private const int Rows = 40;

    // The last ten rows are the test part.
    private static readonly int[] Train = [.. Enumerable.Range(0, 30)];

    [Theory]
    [InlineData(5, "x is 5 in every training row; dropped", FindingKind.Constant)]
    [InlineData(double.NaN, "x has no value in any training row; dropped", FindingKind.Missing)]
    public void Run_OneValueOrNoneInTheTrainingRows_IsDropped(double value, string message, FindingKind kind)
    {
        Finding finding = Assert.Single(Check(Of(row => row < 30 ? value : row)));
        Assert.Equal((kind, "x", GuardAction.Drop, FindingSeverity.Note, message), (finding.Kind, finding.Column, finding.Action, finding.Severity, finding.Message));
    }

    [Fact]
    public void Run_OneTextInEveryRow_IsNamed() =>
        Assert.Equal("c is red in every training row; dropped", Assert.Single(Check(TestDatasets.Create([TestDatasets.Category("c", "red")], [new double[Rows]], new int[Rows], 2))).Message);

    // Whether a value is there at all may inform.
    [Fact]
    public void Run_OneValueAndMissingOnes_IsNoConstant() => Assert.DoesNotContain(Check(Of(row => row % 5 == 0 ? double.NaN : 1)), finding => finding.Kind == FindingKind.Constant);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Run_ManyMissing_AreToldAboveThreeTenths(int missing, bool isTold)
    {
        Finding[] findings = [.. Check(Of(row => row < missing ? double.NaN : row % 7))];
        Assert.Equal(isTold, findings.Length == 1);
        if (!isTold) return;
        Assert.Equal((FindingKind.Missing, GuardAction.Report, "x has no value in 33.3 % of the training rows"), (findings[0].Kind, findings[0].Action, findings[0].Message));
        Assert.Equal(new MissingEvidence(10, 10.0 / 30), findings[0].Evidence);
    }

    [Theory]
    [InlineData("row number", true)]
    [InlineData("falling number with gaps", true)]
    [InlineData("shuffled number", true)]
    [InlineData("reading", false)]
    [InlineData("whole readings, all different", false)]
    [InlineData("whole readings", false)]
    public void Run_Numbers_AreIdentifiersWhereTheyCountTheRows(string what, bool isIdentifier)
    {
        int[] shuffled = [.. Enumerable.Range(100, Rows)];
        SeededRandom.For(1, "identifiers").Shuffle<int>(shuffled);
        Dataset dataset = Of(row => what switch
        {
            "row number" => row,
            "falling number with gaps" => -row * (row + 3),
            "shuffled number" => shuffled[row],
            "reading" => row + 0.5,
            "whole readings, all different" => shuffled[row] * 3,
            _ => shuffled[row] / 3,
        });
        Assert.Equal(isIdentifier, Check(dataset).Any(finding => finding.Kind == FindingKind.Identifier));
    }

    [Theory]
    [InlineData(GuardAction.Report, null, GuardAction.Report, FindingSeverity.Warning, "; leave it out of the recipe, or allow it there with a reason")]
    [InlineData(GuardAction.Fail, null, GuardAction.Report, FindingSeverity.Warning, "; leave it out of the recipe, or allow it there with a reason")]
    [InlineData(GuardAction.Drop, null, GuardAction.Drop, FindingSeverity.Note, "; dropped")]
    [InlineData(GuardAction.Drop, "it is a date", GuardAction.Allow, FindingSeverity.Note, "; kept, because the recipe allows it: it is a date")]
    public void Run_TextThatNoTwoRowsShare_IsTreatedAsLeaksAre(GuardAction leakage, string? allowed, GuardAction action, FindingSeverity severity, string consequence)
    {
        DatasetColumn column = TestDatasets.Category("id", [.. Enumerable.Range(0, Rows).Select(i => $"{i:D2}")]) with { Allowed = allowed };
        double[] cells = [.. Enumerable.Range(0, Rows).Select(row => row == 3 ? double.NaN : (double)(row * 7 % Rows))];
        Finding finding = Assert.Single(Check(TestDatasets.Create([column], [cells], new int[Rows], 2), leakage));
        Assert.Equal((FindingKind.Identifier, action, severity), (finding.Kind, finding.Action, finding.Severity));
        Assert.Equal($"id has another value in every row, as an identifier has{consequence}", finding.Message);
    }

    // A few different texts are nothing special.
    [Fact]
    public void Run_FewRows_HaveNoIdentifiers()
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("x")], [[.. Enumerable.Range(0, 19).Select(row => (double)row)]], new int[19], 2);
        Assert.Empty(new ColumnCheck(dataset, [.. Enumerable.Range(0, 15)], GuardAction.Report).Run());
    }

    [Fact]
    public void Run_ColumnsThatRepeatAnother_AreDroppedButForTheFirst()
    {
        double[] cells = [.. Enumerable.Range(0, Rows).Select(row => row % 4 == 0 ? double.NaN : row % 5 * 0.1)];
        double[] almost = [.. cells];
        almost[39] = 0.3;
        Dataset dataset = TestDatasets.Create(
            [.. "abcd".Select(name => TestDatasets.Number($"{name}"))], [cells, [.. cells], almost, [.. cells.Select(cell => cell == 0 ? -0.0 : cell)]], new int[Rows], 2);
        Finding[] findings = [.. Check(dataset)];
        Assert.Equal(["b is equal to a in every row; dropped", "d is equal to a in every row; dropped"], findings.Select(finding => finding.Message));
        Assert.All(findings, finding => Assert.Equal((FindingKind.DuplicateColumn, new DuplicateColumnEvidence("a")), (finding.Kind, finding.Evidence)));
    }

    // Texts are compared, not the numbers of their levels.
    [Fact]
    public void Run_CategoriesOfOtherTexts_RepeatNothing()
    {
        double[] cells = [.. Enumerable.Range(0, Rows).Select(row => row % 2.0)];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Category("a", "no", "yes"), TestDatasets.Category("b", "off", "on"), TestDatasets.Number("n")], [cells, cells, cells], new int[Rows], 2);
        Assert.Empty(Check(dataset));
    }

    private static Dataset Of(Func<int, double> cell) =>
        TestDatasets.Create([TestDatasets.Number("x")], [[.. Enumerable.Range(0, Rows).Select(cell)]], new int[Rows], 2);

    private static IEnumerable<Finding> Check(Dataset dataset, GuardAction leakage = GuardAction.Report) => new ColumnCheck(dataset, Train, leakage).Run();
}

using System.Text;
using Workflow.Training.Datasets;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

public sealed class PublishedSplitsTests
{
    private static readonly Dataset Ten = TestDatasets.OfLabels([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 2);

    [Fact]
    public void SplitAsPublished_RowsInAnyOrder_AreTheTestPart()
    {
        DataSplit split = Split("""{"about": 1, "test": {"x": {"1": [0]}, "y": {"1": [9, 2, 5], "2": [0]}}}""");
        TestSplits.AssertWhole(split, 10);
        Assert.Equal([2, 5, 9], split.Test);
        Assert.Equal(("train", "test", "published split '1'", null), (split.TrainName, split.TestName, split.Method, split.Warning));
    }

    [Fact]
    public void SplitAsPublished_OwnShareAndSeed_DecideNothing() =>
        Assert.Equal([0], Splitter.SplitAsPublished(Ten, Definition with { TestShare = 0.5, Seed = 9, Stratify = false, Shuffle = false }, File("""{"test": {"y": {"1": [0]}}}""")).Test);

    [Theory]
    [InlineData("""{"test": {"y": {"1": [1, 10]}}}""", "row 10 of split '1' is outside the dataset's 10 rows")]
    [InlineData("""{"test": {"y": {"1": [-1]}}}""", "row -1 of split '1' is outside the dataset's 10 rows")]
    [InlineData("""{"test": {"y": {"1": [3, 1, 3]}}}""", "row 3 stands twice in split '1'")]
    [InlineData("""{"test": {"y": {"2": [1]}}}""", "no split of y '1'; did you mean '2'? (allowed: 2)")]
    [InlineData("""{"test": {"yy": {"1": [1]}}}""", "no target 'y'; did you mean 'yy'? (allowed: yy)")]
    [InlineData("""{"tests": {"y": {"1": [1]}}}""", "no member 'test'; did you mean 'tests'? (allowed: tests)")]
    [InlineData("""{"test": {"Y": {"1": [1]}}}""", "no target 'y'; did you mean 'Y'? (allowed: Y)")]
    [InlineData("""{"test": [1]}""", "no target 'y'; none are allowed here")]
    [InlineData("[]", "no member 'test'; none are allowed here")]
    [InlineData("null", "no member 'test'; none are allowed here")]
    [InlineData("", "not a file of splits")]
    [InlineData("{", "not a file of splits")]
    [InlineData("row\n1\n", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": 5}}}""", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": {"rows": [1]}}}}""", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": ["1"]}}}""", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": [1.5]}}}""", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": [null]}}}""", "not a file of splits")]
    [InlineData("""{"test": {"y": {"1": [99999999999]}}}""", "not a file of splits")]
    public void SplitAsPublished_BadFile_IsRefusedByName(string json, string expected)
    {
        var wrong = Assert.Throws<SplitException>(() => Split(json));
        Assert.StartsWith("splits.json: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "10 rows for training and 0 for the test: neither may be empty")]
    [InlineData("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "0 rows for training and 10 for the test: neither may be empty")]
    [InlineData("[1, 3, 5, 7]", "class 1 of y has 1 rows for training; at least 2 are needed")]
    public void SplitAsPublished_PartThatIsTooSmall_IsRefused(string rows, string expected)
    {
        var wrong = Assert.Throws<SplitException>(() => Split("""{"test": {"y": {"1": ROWS}}}""".Replace("ROWS", rows, StringComparison.Ordinal)));
        Assert.Equal(expected, wrong.Message);
    }

    private static SplitDefinition Definition => TestSplits.Definition with { PublishedFile = "splits.json", PublishedName = "1" };

    private static DataSplit Split(string json) => Splitter.SplitAsPublished(Ten, Definition, File(json));

    private static byte[] File(string json) => Encoding.UTF8.GetBytes(json);
}

using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Datasets;

public sealed class DatasetTests
{
    private static readonly Dataset Two = TestDatasets.Create([TestDatasets.Number("a"), TestDatasets.Number("A")], [[1, 2], [3, 4]], [0, 1], 2);

    [Fact]
    public void IndexOf_AName_RespectsCase()
    {
        Assert.Equal(0, Two.IndexOf("a"));
        Assert.Equal(1, Two.IndexOf("A"));
        Assert.Equal(-1, Two.IndexOf("b"));
    }

    [Theory]
    [InlineData(2, ModelTask.Binary)]
    [InlineData(3, ModelTask.Multiclass)]
    public void Task_ByTheNumberOfClasses_IsBinaryOrMulticlass(int classes, ModelTask expected) =>
        Assert.Equal(expected, TestDatasets.OfLabels([0, 1], classes).Task);

    [Fact]
    public void Create_LengthsThatDiffer_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new Dataset(Two.Schema, [[1, 2]], [0, 1]));
        Assert.Throws<ArgumentException>(() => new Dataset(Two.Schema, [[1, 2], [3]], [0, 1]));
        Assert.Throws<ArgumentException>(() => new Dataset(Two.Schema, Two.Features, [0]));
        Assert.Throws<ArgumentException>(() => new Dataset(Two.Schema with { RowCount = 3 }, Two.Features, [0, 1]));
    }

    [Fact]
    public void WithSettings_ContiguousRowsUnderTheSameSettings_AreBlocks()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1, 0, 1, 0, 1], 2).WithSettings(["load"], [0, 0, 1, 0, 2, 2]);
        Assert.Equal([0, 0, 1, 2, 3, 3], dataset.Blocks);
        Assert.Equal([0, 0, 1, 0, 2, 2], dataset.Settings);
        Assert.Equal(["load"], dataset.Schema.Settings);
        Assert.Equal([0, 1, 0, 1, 0, 1], dataset.Labels);
    }

    [Fact]
    public void Blocks_NoSettings_AreUnknown() => Assert.Empty(Two.Blocks);

    [Fact]
    public void WithSettings_ThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Two.WithSettings(["load"], [0]));
        Assert.Throws<ArgumentException>(() => Two.WithSettings([], [0, 1]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Create_LabelThatIsNoClass_IsRefused(int label) =>
        Assert.Throws<ArgumentException>(() => new Dataset(Two.Schema, Two.Features, [0, label]));
}

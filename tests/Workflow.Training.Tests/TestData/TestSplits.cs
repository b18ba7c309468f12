using Workflow.Training.Splits;

namespace Workflow.Training.Tests.TestData;

/// <summary>Splits as pipelines ask for them.</summary>
internal static class TestSplits
{
    public static SplitDefinition Definition { get; } = new() { TrainName = "train", TestName = "test" };

    /// <summary>Asserts that every row is in one part, and that both are in order.</summary>
    public static void AssertWhole(DataSplit split, int rows)
    {
        Assert.Equal(Enumerable.Range(0, rows), split.Train.Concat(split.Test).Order());
        Assert.Equal(split.Train.Order(), split.Train);
        Assert.Equal(split.Test.Order(), split.Test);
    }
}

using Workflow.Training.Features;

namespace Workflow.Training.Tests.Features;

public sealed class FeatureMatrixTests
{
    private static readonly FeatureMatrix Three = new([1, 2, 3, 4, 5, 6], 2, [0, 2, 1], 3);

    [Fact]
    public void Select_SomeRows_CopiesThemInTheGivenOrder()
    {
        FeatureMatrix selected = Three.Select([2, 0, 2]);
        Assert.Equal([5f, 6, 1, 2, 5, 6], selected.Values.ToArray());
        Assert.Equal([1, 0, 1], selected.Labels.ToArray());
        Assert.Equal((3, 2, 3), (selected.RowCount, selected.FeatureCount, selected.ClassCount));
        Assert.Equal([5f, 6], selected.Row(0).ToArray());
    }

    [Fact]
    public void Select_NoRows_KeepsFeaturesAndClasses()
    {
        FeatureMatrix none = Three.Select([]);
        Assert.Equal((0, 2, 3), (none.RowCount, none.FeatureCount, none.ClassCount));
    }

    // Two classes have one margin: its sign says which.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void MarginCount_Classes_HaveOneEachButForTwo(int classes, int expected) => Assert.Equal(expected, new FeatureMatrix([1], 1, [0], classes).MarginCount);
}

using Workflow.Training.Experiments.Folds;

namespace Workflow.Training.Tests.Experiments.Folds;

public sealed class ColumnChoicesTests
{
    [Theory]
    [InlineData(40, null, new[] { -1 })]
    [InlineData(41, null, new[] { 24, -1 })]
    [InlineData(342, null, new[] { 64, 24, 160, -1 })]
    [InlineData(342, 100, new[] { 64, 24, 100 })]
    [InlineData(342, 8, new[] { 8 })]
    [InlineData(16, 8, new[] { 8 })]
    public void For_Columns_BeginsWithFewOfMany(int columns, int? most, int[] expected) =>
        Assert.Equal(expected, ColumnChoices.For(columns, most).Select(choice => choice ?? -1));
}

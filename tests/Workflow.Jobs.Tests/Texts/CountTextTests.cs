using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Tests.Texts;

public sealed class CountTextTests
{
    [Theory]
    [InlineData(0, "0 folds")]
    [InlineData(1, "1 fold")]
    [InlineData(1200, "1200 folds")]
    public void Of_ACount_AgreesInNumber(long count, string expected) => Assert.Equal(expected, CountText.Of(count, "fold"));
}

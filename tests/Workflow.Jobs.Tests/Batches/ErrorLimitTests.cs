using Workflow.Jobs.Batches;

namespace Workflow.Jobs.Tests.Batches;

public sealed class ErrorLimitTests
{
    [Theory]
    [InlineData("0", 0, 1000, false)]
    [InlineData("0", 1, 1000, true)]
    [InlineData("100", 100, 101, false)]
    [InlineData("1%", 10, 1000, false)]
    [InlineData("1%", 11, 1000, true)]
    [InlineData("0.5%", 1, 100, true)]
    [InlineData("100%", 5, 5, false)]
    public void IsPassedBy_WrongRows_AreHeldAgainstTheLimit(string text, long wrong, long rows, bool isPassed)
    {
        ErrorLimit limit = ErrorLimit.Parse(text)!.Value;

        Assert.Equal((isPassed, text), (limit.IsPassedBy(wrong, rows), limit.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("%")]
    [InlineData("NaN%")]
    [InlineData("1e9")]
    [InlineData("some")]
    public void Parse_NoLimit_IsNone(string text) => Assert.Null(ErrorLimit.Parse(text));
}

using Workflow.Api.Contracts;
using Workflow.Cli.Display;

namespace Workflow.Cli.Tests.Display;

public sealed class ReceiptTextsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "green, 0 s ago")]
    [InlineData(-1, "green, 0 s ago")]
    [InlineData(12, "green, 12 s ago")]
    [InlineData(300, "green, 5 min ago")]
    [InlineData(7200, "green, 2 h ago")]
    [InlineData(864_000, "green, 10 d ago")]
    public void Of_Green_SaysHowLongAgo(int seconds, string expected) =>
        Assert.Equal(expected, ReceiptTexts.Of(new ReceiptContract("green", Now.AddDays(-20), Now.AddSeconds(-seconds), null), Now));

    [Fact]
    public void Of_RedOrNothing_SaysSinceWhenAndWhy()
    {
        Assert.Equal("-", ReceiptTexts.Of(null, Now));
        Assert.Equal("red since 2026-01-01 12:00:00Z: image: another one", ReceiptTexts.Of(new ReceiptContract("red", Now, null, "image: another one\nmore"), Now));
    }
}

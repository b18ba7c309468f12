using Workflow.Cli.Display;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Tests.Display;

public sealed class CachePrinterTests
{
    [Theory]
    [InlineData("40", "50", "parameters.a: 40 -> 50")]
    [InlineData(null, "50", "parameters.a: (absent) -> 50")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null, "parameters.a: 0123456789ab -> (absent)")]
    public void Line_OfADifference_ShortensDigests(string? before, string? now, string expected) =>
        Assert.Equal(expected, CachePrinter.Line(new FingerprintDifference("parameters.a", before, now)));
}

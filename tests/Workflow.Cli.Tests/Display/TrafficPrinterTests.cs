using Workflow.Cli.Display;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Cli.Tests.Display;

public sealed class TrafficPrinterTests
{
    private static readonly TrafficArm First = new("rig@1", 80, 80, 0, 1, 2);
    private static readonly TrafficArm Second = new("rig@2", 20, 20, 0, 1, 2);

    [Theory]
    [InlineData(TrafficRole.Split, 0, "no answers are compared: of a split each request is answered by one version alone; deploy the second one with --canary or --shadow to compare them")]
    [InlineData(TrafficRole.Shadow, 0, "no answers were compared yet")]
    [InlineData(TrafficRole.Canary, 3, "no compared answers differ")]
    public void Differing_None_SaysWhy(TrafficRole role, long compared, string expected) =>
        Assert.Equal([expected], TrafficPrinter.Differing(new TrafficReport("rig-dev", First, Second with { Compared = compared }) { Role = role }, 10));

    [Fact]
    public void Differing_OneVersion_SaysSo() =>
        Assert.Equal(["no answers are compared: one version serves alone"], TrafficPrinter.Differing(new TrafficReport("rig-dev", First, null), 10));

    [Fact]
    public void NotCopied_SomeWereNot_SaysHowManyAndWhy()
    {
        Assert.Null(TrafficPrinter.NotCopied(Second));
        Assert.Equal(
            "not copied: 30 requests whose body or answer is longer than 64 KiB, 2 because too many copies waited, 1 for something else than scores",
            TrafficPrinter.NotCopied(Second with { CopiesTooLong = 30, CopiesLeftOut = 2, OtherRequests = 1 }));
    }
}

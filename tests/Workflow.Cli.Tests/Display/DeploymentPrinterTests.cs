using Workflow.Cli.Display;
using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Cli.Tests.Display;

public sealed class DeploymentPrinterTests
{
    [Theory]
    [InlineData(PlannedAction.Create, null, "nothing was changed; the same command without --plan does this")]
    [InlineData(PlannedAction.Keep, null, "nothing was changed, and the same command without --plan changes nothing: all is so already")]
    [InlineData(PlannedAction.Keep, "it is damaged", "nothing was changed; the same command without --plan is refused")]
    public void EndOf_Plan_SaysWhatTheCommandWouldDo(PlannedAction last, string? problem, string expected) => Assert.Equal(expected, DeploymentPrinter.EndOf(new DeploymentPlan
    {
        Endpoint = "rig-dev",
        Version = "rig@1",
        Environment = "dev",
        Platform = "process",
        ManifestDigest = "sha256:a",
        ConfigDigest = "sha256:b",
        ImageProblem = problem,
        Changes = [new PlannedChange(PlannedAction.Keep, "image", "a", "is there"), new PlannedChange(last, "endpoint", "rig-dev", "serves")],
    }));
}

using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment.Access;

public sealed class PlannedAccessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Reference => $"file:{_folder.File("keys")}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changes_OfAnEndpoint_SayWhatBecomesOfTheKeys()
    {
        ApiKeys one = Keys("one"), two = Keys("one", "two");
        Assert.Empty(PlannedAccess.Changes(Order(ApiKeys.None, recorded: null)));
        Assert.Empty(PlannedAccess.Changes(Order(ApiKeys.None, Recorded(null))));
        Assert.Equal(new PlannedChange(PlannedAction.Create, "api keys", "m-prod", $"callers have to show one: 2 keys of {Reference}"), Assert.Single(PlannedAccess.Changes(Order(two, null))));
        Assert.Equal(PlannedAction.Keep, Assert.Single(PlannedAccess.Changes(Order(one, Recorded(one.Handed)))).Action);
        PlannedChange changed = Assert.Single(PlannedAccess.Changes(Order(two, Recorded(one.Handed))));
        Assert.Equal((PlannedAction.Change, $"api keys: changed; callers have to show one of the present ones: 2 keys of {Reference}"), (changed.Action, changed.Detail));
        Assert.Equal(PlannedAction.Change, Assert.Single(PlannedAccess.Changes(Order(one, Recorded(null)))).Action);
        PlannedChange removed = Assert.Single(PlannedAccess.Changes(Order(ApiKeys.None, Recorded(one.Handed))));
        Assert.Equal((PlannedAction.Remove, "api keys: changed; there are none any more, and everybody who reaches it is answered"), (removed.Action, removed.Detail));
    }

    [Fact]
    public void Warnings_PublicAddressWithoutKeys_IsNamed()
    {
        var plan = new PlatformPlan("aci", []);
        Assert.StartsWith("environment prod has a public address and no apiKeys", Assert.Single(PlannedAccess.Warnings(Order(ApiKeys.None, null), plan)), StringComparison.Ordinal);
        Assert.Empty(PlannedAccess.Warnings(Order(Keys("one"), null), plan));
        Assert.Empty(PlannedAccess.Warnings(Order(ApiKeys.None, null, subnet: "/subscriptions/a/subnets/b"), plan));
        Assert.Empty(PlannedAccess.Warnings(Order(ApiKeys.None, null), new PlatformPlan("process", [])));
    }

    private static EndpointRecord Recorded(HandedKeys? keys) => new()
    {
        Name = "m-prod",
        Pipeline = "m",
        Environment = "prod",
        Port = 9090,
        Deployment = new DeploymentHandle("aci", "/id", 9090) { Keys = keys },
        PipelineSha256 = "0",
        Version = 1,
        ImageReference = "i",
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static DeploymentOrder Order(ApiKeys keys, EndpointRecord? recorded, string? subnet = null) => new(
        Projects.Default,
        new EnvironmentDefinition { Name = "prod", Platform = "aci", Aci = new AciSettings("s", "g", "westeurope") { Subnet = subnet } },
        new DeploymentRequest("m-prod", "m@1", "0", "f", null!) { Keys = keys },
        recorded);

    private ApiKeys Keys(params string[] keys)
    {
        File.WriteAllLines(_folder.File("keys"), keys);
        return new EnvironmentKeys(new WorkflowHome(_folder.File("home"))).Of(new EnvironmentDefinition { Name = "prod", Platform = "aci", ApiKeys = Reference });
    }
}

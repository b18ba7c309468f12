using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Azure;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>Versions brought to Azure Container Instances: real images in a real registry, real scorers behind a stand-in of Azure.</summary>
[Trait("Needs", "Registry")]
[Collection(TestDeployments.Ports)]
public sealed class AciPlatformTests(PostgresServer postgres) : IAsyncLifetime
{
    private RemoteDeployments _remote = null!;
    private TestGroups _azure = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EnvironmentDefinition Environment => new()
    {
        Name = "prod",
        Platform = "aci",
        Registry = _remote.Registry,
        Cpu = 0.5m,
        MemoryBytes = 1_500_000_000,
        Aci = new AciSettings(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "westeurope") { Dns = "sample-prod" },
    };

    private IReadOnlyList<StandInGroup> Groups => _azure.Arm.Containers.Groups;

    public async ValueTask InitializeAsync()
    {
        _remote = await RemoteDeployments.CreateAsync(postgres);
        _azure = await TestGroups.StartAsync();

        // A public name leads to the scorer of the image that its group runs now.
        _http = RemoteDeployments.Client(host => Groups.FirstOrDefault(group => host.StartsWith($"{group.Label}.", StringComparison.Ordinal) && !group.IsStopped) is { } group
            ? _remote.ScorerOf(group.Image, KeysOf(group))
            : null);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_azure is not null) await _azure.DisposeAsync();
        if (_remote is not null) await _remote.DisposeAsync();
    }

    // What it leaves would cost every day, also what one has left that was killed: of another version, and so another group.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rehearsal_LeavesNothingOfItselfAndOfAKilledOne(bool hasGateway)
    {
        if (hasGateway) _remote.AnnounceGateway();
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), second = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@2");
        await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null));
        string serving = Assert.Single(Groups).Name;
        string aside = RehearsalPlace.NameOf(Projects.Default, first.Endpoint);
        EnvironmentDefinition there = Environment with { Aci = Environment.Aci! with { Dns = "left-behind" } };
        await ApplyAsync(new DeploymentOrder(Projects.Default, there, second with { Endpoint = aside }, null));
        Assert.Equal(2, Groups.Count);
        Assert.True(await _remote.RehearseAsync(Open(), Environment, first) > TimeSpan.Zero);
        Assert.Equal(serving, Assert.Single(Groups).Name);
    }

    [Fact]
    public async Task ApplyAsync_NewEndpoint_DoesWhatThePlanSaysAndProvesIt()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var order = new DeploymentOrder(Projects.Default, Environment, version, null);
        PlatformPlan plan = await Open().PlanAsync(order, Cancellation);
        Assert.Empty(_azure.Arm.Containers.Bodies);
        Assert.Equal(
            [(PlannedAction.Create, "image"), (PlannedAction.Create, "container group"), (PlannedAction.Create, "endpoint")],
            plan.Changes.Select(change => (change.Action, change.Kind)));
        Assert.Equal("0.5 cpu, 1.5 GB of memory, port 9090 in westeurope, resource group team-rg, no identity; price: below 1 USD a day (estimate by list price)", plan.Changes[1].Detail);

        DeployedEndpoint deployed = await ApplyAsync(order);

        StandInGroup group = Assert.Single(Groups);
        Assert.Equal(plan.Changes[0].Name, group.Image);
        Assert.EndsWith($"@{version.Image.ManifestDigest}", group.Image, StringComparison.Ordinal);
        Assert.Equal(version.Image.ManifestDigest, await _remote.PushedAsync(group.Image));
        Assert.Equal(("sample-dev", 0.5m), (group.Name, group.Cpu));
        Assert.Equal("http://sample-prod.westeurope.azurecontainer.io:9090/", deployed.Handle.Url.AbsoluteUri);
        Assert.Null(deployed.Previous);
        Assert.Equal(new DeploymentObservation(version.PipelineSha256, null), await Open().ObserveAsync(deployed.Handle, Cancellation));

        // The same again changes nothing.
        int asked = _azure.Arm.Containers.Bodies.Count;
        DeploymentOrder again = order with { Recorded = RemoteDeployments.Record(Environment, version, deployed) };
        Assert.Equal(PlannedAction.Keep, (await Open().PlanAsync(again, Cancellation)).Changes[1].Action);
        Assert.Equal(deployed.Handle, (await ApplyAsync(again)).Handle);
        Assert.Equal(asked, _azure.Arm.Containers.Bodies.Count);
    }

    [Fact]
    public async Task ApplyAsync_BehindAGateway_GetsAGroupOfItsOwnAndKeepsTheOldOneWarm()
    {
        _remote.AnnounceGateway();
        DeploymentRequest[] versions =
        [
            await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2"), await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3"),
        ];
        var deployed = new List<DeployedEndpoint>();
        EndpointRecord? recorded = null;
        foreach (DeploymentRequest version in versions)
        {
            deployed.Add(await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, recorded)));
            recorded = RemoteDeployments.Record(Environment, version, deployed[^1]);
        }

        Assert.Equal(deployed[0].Handle, deployed[1].Previous?.Handle);
        Assert.Equal(deployed[1].Handle, deployed[2].Previous?.Handle);
        Assert.Equal(new[] { deployed[1].Handle.Id, deployed[2].Handle.Id }.Order(), Groups.Select(group => group.Path).Order());

        // Going back makes nothing.
        int asked = _azure.Arm.Containers.Bodies.Count;
        DeployedEndpoint back = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, versions[1], recorded));
        Assert.Equal((deployed[1].Handle, deployed[2].Handle), (back.Handle, back.Previous!.Handle));
        Assert.Equal(asked, _azure.Arm.Containers.Bodies.Count);
    }

    [Fact]
    public async Task ApplyAsync_NewVersionDoesNotStart_TellsWhyAndSetsTheGroupBack()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null));
        string image = Groups[0].Image;
        _azure.Arm.Containers.Next(StandInScenes.Crashes(139, 4));

        AciException refused = await Assert.ThrowsAsync<AciException>(
            () => ApplyAsync(new DeploymentOrder(Projects.Default, Environment, second, RemoteDeployments.Record(Environment, first, deployed))));

        Assert.Equal(ContainerGroupReasonKind.CrashLoop, refused.Reason!.Kind);
        Assert.Equal(image, Assert.Single(Groups).Image);
        Assert.Equal(first.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
    }

    // The first apply was killed before anything was recorded: what it left is nobody's but ours.
    [Fact]
    public async Task ApplyAsync_NewVersionDoesNotStart_RemovesWhatAKilledFirstDeploymentLeft()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var order = new DeploymentOrder(Projects.Default, Environment, version, null);
        await ApplyAsync(order);
        DeploymentRequest next = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        _azure.Arm.Containers.Next(StandInScenes.Crashes(139, 4));
        await Assert.ThrowsAsync<AciException>(() => ApplyAsync(order with { Request = next }));
        Assert.Empty(Groups);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApplyAsync_StoppedWhileTheGroupChanges_SetsBackWhatIsRecorded(bool isRecorded)
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        EndpointRecord? recorded = isRecorded
            ? RemoteDeployments.Record(Environment, first, await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null)))
            : null;
        string? image = Groups.SingleOrDefault()?.Image;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _azure.Arm.Containers.Next(StandInScenes.Nothing, StandInScenes.Pulls, _ => end.Cancel(), StandInScenes.Runs);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Open().ApplyAsync(new DeploymentOrder(Projects.Default, Environment, second, recorded), _azure.Report, end.Token));

        Assert.Equal(image, Groups.SingleOrDefault()?.Image);
        Assert.False(Groups.SingleOrDefault()?.IsInTransition ?? false);
    }

    // Another resource group is another place, although the platform is the same.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeployAsync_AnotherResourceGroup_LeavesNothingBehind(bool hasGateway)
    {
        if (hasGateway) _remote.AnnounceGateway();
        _azure.Arm.ResourceGroups.Add("other-rg");
        EnvironmentDefinition moved = Environment with { Aci = Environment.Aci! with { ResourceGroup = "other-rg", Dns = "sample-moved" } };
        DeploymentRequest[] versions =
        [
            await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2"), await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3"),
        ];
        DeployedEndpoint first = await _remote.ReleaseAsync(Open(), Environment, versions[0], _azure.Report);
        PlannedChange planned = Assert.Single(await PlanLeftAsync(moved, versions[1]));
        Assert.Equal((hasGateway ? PlannedAction.Keep : PlannedAction.Remove, $"aci {first.Handle.Id}"), (planned.Action, planned.Name));

        DeployedEndpoint second = await _remote.ReleaseAsync(Open(), moved, versions[1], _azure.Report);

        Assert.Equal(hasGateway ? first.Handle : null, second.Previous?.Handle);
        string[] ids = hasGateway ? [first.Handle.Id, second.Handle.Id] : [second.Handle.Id];
        Assert.Equal(ids.Order(StringComparer.Ordinal), Groups.Select(group => group.Path).Order(StringComparer.Ordinal));
        Assert.Equal(hasGateway ? first.Handle : null, (await _remote.ReleaseAsync(Open(), moved, versions[1], _azure.Report)).Previous?.Handle);

        // What is warm elsewhere goes when something else becomes what a rollback goes back to.
        DeployedEndpoint third = await _remote.ReleaseAsync(Open(), moved, versions[2], _azure.Report);
        Assert.DoesNotContain(Groups, group => group.Path == first.Handle.Id);
        Assert.Equal(hasGateway ? second.Handle : null, third.Previous?.Handle);
    }

    // Azure does not tell capital letters from small ones.
    [Fact]
    public async Task DeployAsync_ResourceGroupWrittenInCapitals_IsTheSamePlace()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        await _remote.ReleaseAsync(Open(), Environment, version, _azure.Report);
        EnvironmentDefinition loud = Environment with { Aci = Environment.Aci! with { ResourceGroup = ArmStandIn.ResourceGroup.ToUpperInvariant() } };
        await _remote.ReleaseAsync(Open(), loud, version, _azure.Report);
        Assert.Single(Groups);
    }

    // Without it a group that can no longer read its image would count as applied.
    [Fact]
    public async Task ApplyAsync_PasswordOfTheRegistryChanged_BringsTheGroupUpToDateAndTellsItNowhere()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var order = new DeploymentOrder(Projects.Default, Environment, version, null);
        DeployedEndpoint deployed = await Open("first").ApplyAsync(order, _azure.Report, Cancellation);
        order = order with { Recorded = RemoteDeployments.Record(Environment, version, deployed) };
        Assert.True((await Open("first").PlanAsync(order, Cancellation)).ChangesNothing);
        Assert.False((await Open("second").PlanAsync(order, Cancellation)).ChangesNothing);
        await Open("second").ApplyAsync(order, _azure.Report, Cancellation);
        Assert.Equal(2, _azure.Arm.Containers.Bodies.Count);
        Assert.All(Groups[0].Body["tags"]!.AsObject(), tag => Assert.DoesNotContain("second", tag.Value!.GetValue<string>(), StringComparison.Ordinal));
    }

    // The image says one thing, and what answers is another.
    [Fact]
    public async Task ApplyAsync_AnswersWithAnotherPipeline_IsRefusedAndRemoved()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1", served: SamplePipelines.Regression());
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null)));
        Assert.Contains("it is ready with pipeline ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Groups);
    }

    [Fact]
    public async Task StopAsync_ThenApply_RestsAtNoCostAndStartsTheSameGroup()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        DeploymentHandle? resting = await Open().StopAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
        Assert.Equal(deployed.Handle, resting);
        Assert.True(Assert.Single(Groups).IsStopped);
        Assert.Equal("the container group sample-dev in resource group team-rg was stopped", (await Open().ObserveAsync(deployed.Handle, Cancellation)).Reason);

        DeployedEndpoint again = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        Assert.Equal(deployed.Handle, again.Handle);
        Assert.False(Assert.Single(Groups).IsStopped);

        await Open().DestroyAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
        Assert.Empty(Groups);
        Assert.Equal("the container group sample-dev in resource group team-rg is gone", (await Open().ObserveAsync(deployed.Handle, Cancellation)).Reason);
    }

    [Fact]
    public async Task PlanAsync_NoRegistry_SaysWhatIsMissing()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var refused = await Assert.ThrowsAsync<DeploymentException>(
            () => Open().PlanAsync(new DeploymentOrder(Projects.Default, Environment with { Registry = null }, version, null), Cancellation));
        Assert.Equal("environment prod needs a registry that platform aci can read, for example registry: team.azurecr.io/models", refused.Message);
    }

    private async Task<IReadOnlyList<PlannedChange>> PlanLeftAsync(EnvironmentDefinition environment, DeploymentRequest request)
    {
        EndpointRecord recorded = await _remote.RecordedAsync();
        PlatformPlan plan = await Open().PlanAsync(new DeploymentOrder(Projects.Default, environment, request, recorded), Cancellation);
        return [.. (await LeftBehind.FindAsync(Open(), recorded, plan.Outcome, plan.ChangesNothing, _remote.Gateways.Find() is not null, Cancellation)).Changes(recorded)];
    }

    // Every call by a platform that knows nothing but what Azure has, as after a crash.
    // The same answers from another image: only Azure can tell.
    [Fact]
    public async Task ProveAsync_ImageOfTheGroupIsSwapped_IsRefuted()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest other = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2", served: SamplePipelines.Binary());
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        var expected = new ExpectedDeployment(version.Endpoint, version.Name, version.PipelineSha256, version.Image) { PipelineFile = version.PipelineFile };
        IReadOnlyList<ProofCheck> proven = await Open().ProveAsync(deployed.Handle, expected, Cancellation);
        Assert.Equal([("pipeline", ProofOutcome.Proven), ("golden answers", ProofOutcome.Proven), ("image", ProofOutcome.Proven)], proven.Select(check => (check.Name, check.Outcome)));

        string swapped = Groups[0].Image.Replace(version.Image.ManifestDigest, other.Image.ManifestDigest, StringComparison.Ordinal);
        Groups[0].Body["properties"]!["containers"]![0]!["properties"]!["image"] = swapped;
        ProofCheck refuted = Assert.Single(await Open().ProveAsync(deployed.Handle, expected, Cancellation), check => check.Outcome != ProofOutcome.Proven);
        Assert.Equal(("image", $"container group sample-dev runs {swapped}; deployed was {deployed.Handle.Image}"), (refuted.Name, refuted.Detail));

        await Open().StopAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
        Assert.Equal(ProofOutcome.Unknown, Assert.Single(await Open().ProveAsync(deployed.Handle, expected, Cancellation)).Outcome);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_EnvironmentHasKeys_HandsThemOverAndChangesTheGroupWithThem()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted-one\nplanted-two\n", Cancellation);
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest keyed = await _remote.WithKeysAsync(version, environment);

        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, environment, keyed, null));

        StandInGroup group = Assert.Single(Groups);
        Assert.Equal("planted-one,planted-two", KeysOf(group));
        Assert.DoesNotContain("planted", group.Summary().ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", $"{JobsJson.Write(deployed)}{string.Concat(_azure.Lines)}", StringComparison.Ordinal);
        Assert.Equal(version.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
        var expected = new ExpectedDeployment(version.Endpoint, version.Name, version.PipelineSha256, version.Image) { PipelineFile = version.PipelineFile, Keys = keyed.Keys };
        Assert.All(await Open().ProveAsync(deployed.Handle, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        // The same keys again change nothing; others do, in whatever order they stand.
        int asked = _azure.Arm.Containers.Bodies.Count;
        var again = new DeploymentOrder(Projects.Default, environment, keyed, RemoteDeployments.Record(environment, version, deployed));
        Assert.Equal(PlannedAction.Keep, (await Open().PlanAsync(again, Cancellation)).Changes[1].Action);
        Assert.Equal(deployed.Handle, (await ApplyAsync(again)).Handle);
        Assert.Equal(asked, _azure.Arm.Containers.Bodies.Count);
        await File.WriteAllTextAsync(file, "planted-two\nplanted-three\n", Cancellation);
        DeploymentOrder changed = again with { Request = await _remote.WithKeysAsync(version, environment) };
        Assert.Equal(PlannedAction.Change, (await Open().PlanAsync(changed, Cancellation)).Changes[1].Action);
        DeployedEndpoint next = await ApplyAsync(changed);
        Assert.Equal("planted-two,planted-three", KeysOf(Assert.Single(Groups)));
        Assert.NotEqual(deployed.Handle.Keys, next.Handle.Keys);
        Assert.Equal(changed.Request.Keys.Handed, next.Handle.Keys);
    }

    // What was set back is never open because its keys are gone.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NewVersionIsWrong_TheOldOneServesAgainWithKeys()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted", Cancellation);
        DeploymentRequest first = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), environment);
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, environment, first, null));
        DeploymentRequest wrong = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        _azure.Arm.Containers.Next(StandInScenes.Crashes(1, 3));

        await Assert.ThrowsAsync<AciException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, environment, wrong with { Keys = first.Keys }, RemoteDeployments.Record(environment, first, deployed))));

        StandInGroup group = Assert.Single(Groups);
        Assert.EndsWith(first.Image.ManifestDigest, group.Image, StringComparison.Ordinal);
        Assert.Equal("planted", KeysOf(group));
    }

    // Azure tells nobody the keys that a group has: what serves again has those of now.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NewVersionIsWrongAndTheKeysOfBeforeCannotBeRead_TheOldOneServesAgainAndItIsSaid()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition keyed = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted", Cancellation);
        DeploymentRequest first = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), keyed);
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, keyed, first, null));
        DeploymentRequest wrong = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        _azure.Arm.Containers.Next(StandInScenes.Crashes(1, 3));
        File.Delete(file);

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Environment, wrong, RemoteDeployments.Record(keyed, first, deployed))));

        Assert.Contains($"sample@1 is set back, but with the API keys that environment prod has now: none. environment prod: apiKeys file:{file} ", refused.Message, StringComparison.Ordinal);
        StandInGroup group = Assert.Single(Groups);
        Assert.EndsWith(first.Image.ManifestDigest, group.Image, StringComparison.Ordinal);
        Assert.Null(KeysOf(group));
    }

    private static string? KeysOf(StandInGroup group) =>
        (group.Body["properties"]!["containers"]![0]!["properties"]!["environmentVariables"] as JsonArray)?.Single(variable => variable!["name"]!.GetValue<string>() == "SCORER_API_KEYS")!["secureValue"]!.GetValue<string>();

    private AciPlatform Open(string? password = null)
    {
        var scorer = new ScorerClient(_http, TimeProvider.System);
        return new AciPlatform(
            new Lazy<ContainerGroups>(() => _azure.Open()), new AciPlaces(_remote.Home, _remote.Gateways), new AciRegistryAccess(new FixedCredentials(password is null ? null : RegistryCredentials.OfUser("puller", password))), _remote.Images, new RemoteProof(scorer), scorer);
    }

    private Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order) => Open().ApplyAsync(order, _azure.Report, Cancellation);
}

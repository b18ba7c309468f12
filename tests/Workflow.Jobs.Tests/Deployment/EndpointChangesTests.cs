using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>Deployments, stops and removals of one endpoint at the same time: what runs stays on record, and what is not on record does not run.</summary>
public sealed class EndpointChangesTests(PostgresServer postgres) : IDisposable
{
    private const string Endpoint = "sample-dev";
    private static readonly EnvironmentDefinition Environment = new() { Name = "dev", Platform = "docker" };
    private readonly TemporaryFolder _folder = new();
    private readonly FakeScorerHost _docker = new("docker");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryEngine]
    public async Task StopAndDelete_SomebodyDeploys_AreRefusedUntilThatHasEnded(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        EndpointStore endpoints = Endpoints(runs);
        Deployer deployer = Deployer(runs);
        await DeployAsync(runs, "first-id", null);
        string run = await runs.BeginAsync("deploy-version");
        await runs.ClaimAsync(run);

        string said = $"run {run} deploys to sample-dev at this moment: wait until it has ended, or end it first (workflow cancel {run})";
        Assert.Equal(said, (await Assert.ThrowsAsync<DeploymentException>(() => deployer.StopAsync(Projects.Default, Endpoint, forget: false, Cancellation))).Message);
        Assert.Equal(said, (await Assert.ThrowsAsync<DeploymentException>(() => deployer.DestroyAsync(Projects.Default, Endpoint, forget: true, _ => { }, Cancellation))).Message);
        Assert.Equal((false, "first-id"), await FindAsync(endpoints) is { } still ? (still.IsDestroying, still.Deployment!.Id) : default);

        // Whoever was killed holds up nobody.
        runs.Clock.Advance(TestRuns.Lease + TimeSpan.FromSeconds(1));
        await deployer.StopAsync(Projects.Default, Endpoint, forget: false, Cancellation);
        Assert.Null((await FindAsync(endpoints))!.Deployment);
        await deployer.DestroyAsync(Projects.Default, Endpoint, forget: false, _ => { }, Cancellation);
        Assert.Null(await FindAsync(endpoints));
    }

    [Theory]
    [OnEveryEngine]
    public async Task StopAsync_AnotherEnvironmentIsDeployedTo_Stops(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await DeployAsync(runs, "first-id", null);
        string run = await runs.BeginAsync(SampleDefinitions.Of("deploy") with { Environments = [new EnvironmentDefinition { Name = "prod", Platform = "docker" }], DeployTo = "prod" });
        await runs.ClaimAsync(run);
        await Deployer(runs).StopAsync(Projects.Default, Endpoint, forget: false, Cancellation);
        Assert.Null((await FindAsync(Endpoints(runs)))!.Deployment);
    }

    [Theory]
    [OnEveryEngine]
    public async Task Deployment_EndpointIsBeingRemoved_IsRefused(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        EndpointStore endpoints = Endpoints(runs);
        await DeployAsync(runs, "first-id", null);
        EndpointRecord before = (await FindAsync(endpoints))!;
        await endpoints.MarkDestroyingAsync(Projects.Default, before, Cancellation);

        const string Said = "sample-dev is being removed: workflow delete sample-dev continues that, and then it can be deployed again";
        var request = new DeploymentRequest(Endpoint, "sample@2", "def", "none", new BuiltImage("workflow/sample:def", "sha256:m", "sha256:c", 0, 0)) { UnverifiedReason = "a test" };
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => Deployer(runs).DeployAsync(Projects.Default, Environment, request, _ => { }, Cancellation))).Message);
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => Deployer(runs).DeployBesideAsync(Projects.Default, Environment, request, _ => { }, Cancellation))).Message);

        // One that had begun before is not recorded either, and the removal goes on as if it had never been.
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(runs, "second-id", before))).Message);
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployBesideAsync(runs, "second-id", before))).Message);
        await endpoints.RemoveAsync(Projects.Default, before, Cancellation);
        Assert.Null(await FindAsync(endpoints));
    }

    [Theory]
    [OnEveryEngine]
    public async Task Deployment_EndpointWasRemovedMeanwhile_IsNotRecorded(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await DeployAsync(runs, "first-id", null);
        EndpointRecord before = (await FindAsync(Endpoints(runs)))!;
        await Deployer(runs).DestroyAsync(Projects.Default, Endpoint, forget: false, _ => { }, Cancellation);
        const string Said = "sample-dev was removed while this was deployed to it: deploy again where it is still wanted";
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(runs, "second-id", before))).Message);
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployBesideAsync(runs, "second-id", before))).Message);
        Assert.Null(await FindAsync(Endpoints(runs)));
    }

    [Theory]
    [OnEveryEngine]
    public async Task Deployment_EndpointWasStoppedMeanwhile_IsNotRecorded(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await DeployAsync(runs, "first-id", null);
        EndpointRecord before = (await FindAsync(Endpoints(runs)))!;
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        await Deployer(runs).StopAsync(Projects.Default, Endpoint, forget: false, Cancellation);
        const string Said = "sample-dev was stopped while this was deployed to it: deploy again where it is still wanted";
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(runs, "second-id", before))).Message);
        Assert.Equal(Said, (await Assert.ThrowsAsync<DeploymentException>(() => DeployBesideAsync(runs, "second-id", before))).Message);
        EndpointRecord stopped = (await FindAsync(Endpoints(runs)))!;
        Assert.Equal((null, null), (stopped.Deployment, stopped.Challenger));

        // What begins after the stop is what lets it serve again.
        await DeployAsync(runs, "third-id", stopped);
        Assert.Equal("third-id", (await FindAsync(Endpoints(runs)))!.Deployment!.Id);
    }

    [Theory]
    [OnEveryEngine]
    public async Task StopOrRemove_EndpointWasDeployedMeanwhile_LeavesItOnRecord(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        EndpointStore endpoints = Endpoints(runs);
        await DeployAsync(runs, "first-id", null);
        EndpointRecord seen = (await FindAsync(endpoints))!;
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        await DeployAsync(runs, "second-id", seen);
        await RefuseAsync("second-id", null);

        // A second version is something else that runs, too.
        seen = (await FindAsync(endpoints))!;
        await DeployBesideAsync(runs, "third-id", seen);
        await RefuseAsync("second-id", "third-id");

        async Task RefuseAsync(string serving, string? beside)
        {
            await Assert.ThrowsAsync<DeploymentException>(() => endpoints.MarkStoppedAsync(Projects.Default, seen, null, Cancellation));
            await Assert.ThrowsAsync<DeploymentException>(() => endpoints.MarkDestroyingAsync(Projects.Default, seen, Cancellation));
            await Assert.ThrowsAsync<DeploymentException>(() => endpoints.RemoveAsync(Projects.Default, seen, Cancellation));
            EndpointRecord present = (await FindAsync(endpoints))!;
            Assert.Equal((serving, beside, false), (present.Deployment!.Id, present.Challenger?.Handle.Id, present.IsDestroying));
        }
    }

    [Theory]
    [OnEveryEngine]
    public async Task SecondVersion_AnotherOneCameMeanwhile_IsNotRecorded(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await DeployAsync(runs, "first-id", null);
        EndpointRecord before = (await FindAsync(Endpoints(runs)))!;
        await DeployBesideAsync(runs, "second-id", before);
        await Assert.ThrowsAsync<DeploymentException>(() => DeployBesideAsync(runs, "third-id", before));
        Assert.Equal("second-id", (await FindAsync(Endpoints(runs)))!.Challenger!.Handle.Id);

        // Nor does a deployment forget one that it has not seen, and so not ended.
        await DeployAsync(runs, "fourth-id", before);
        Assert.Equal(("fourth-id", "second-id"), await FindAsync(Endpoints(runs)) is { } now ? (now.Deployment!.Id, now.Challenger!.Handle.Id) : default);
        await DeployAsync(runs, "fifth-id", await FindAsync(Endpoints(runs)));
        Assert.Null((await FindAsync(Endpoints(runs)))!.Challenger);
    }

    // Deploying what serves already does nothing: what became of its second version meanwhile stays.
    [Theory]
    [OnEveryEngine]
    public async Task Deployment_ServesAlready_LeavesTheSecondVersionAsItIs(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        EndpointStore endpoints = Endpoints(runs);
        var transitions = new TrafficTransitions(runs.Reliability, runs.Clock);
        await DeployAsync(runs, "first-id", null);
        await DeployBesideAsync(runs, "second-id", (await FindAsync(endpoints))!);
        EndpointRecord before = (await FindAsync(endpoints))!;
        Assert.True(await transitions.EndAsync(Projects.Default, before, "too many errors", Cancellation));
        await DeployAsync(runs, "first-id", before, isUnchanged: true);
        Assert.Equal(("too many errors", 0), (await FindAsync(endpoints))!.Challenger is { } ended ? (ended.Ended, ended.Share) : default);

        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        before = (await FindAsync(endpoints))!;
        Assert.True(await transitions.PromoteAsync(Projects.Default, before, "by hand", isAutomatic: false, Cancellation));
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(runs, "first-id", before, isUnchanged: true));
        Assert.StartsWith("what serves sample-dev was changed while this was deployed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("second-id", "first-id"), await FindAsync(endpoints) is { } promoted ? (promoted.Deployment!.Id, promoted.Previous!.Handle.Id) : default);
    }

    [Theory]
    [OnEveryEngine]
    public async Task TakeBackAsync_OnRecordByNow_StaysAndElseGoes(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Deployer deployer = Deployer(runs);
        await DeployAsync(runs, "first-id", null);
        await deployer.TakeBackAsync(Projects.Default, Endpoint, Handle("first-id"), Cancellation);
        Assert.Empty(_docker.Stopped);
        await deployer.TakeBackAsync(Projects.Default, Endpoint, Handle("second-id"), Cancellation);
        Assert.Equal(["second-id"], _docker.Stopped);
        await Endpoints(runs).MarkDestroyingAsync(Projects.Default, (await FindAsync(Endpoints(runs)))!, Cancellation);
        await deployer.TakeBackAsync(Projects.Default, Endpoint, Handle("first-id"), Cancellation);
        await deployer.TakeBackAsync(Projects.Default, "gone-dev", Handle("third-id"), Cancellation);
        Assert.Equal(["second-id", "first-id", "third-id"], _docker.Stopped);
    }

    public void Dispose() => _folder.Dispose();

    private static DeploymentHandle Handle(string id) => new("docker", id, 9090);

    private static EndpointStore Endpoints(TestRuns runs) => new(runs.Reliability, runs.Clock);

    private static Task<EndpointRecord?> FindAsync(EndpointStore endpoints) => endpoints.FindAsync(Projects.Default, Endpoint, Cancellation);

    // As the step ends that has deployed it, and has read the endpoint before.
    private static async Task DeployAsync(TestRuns runs, string id, EndpointRecord? before, bool isUnchanged = false)
    {
        var record = new EndpointRecord
        {
            Name = Endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9090,
            Deployment = Handle(id),
            PipelineSha256 = "abc",
            Version = 0,
            ImageReference = "workflow/sample:abc",
            UpdatedAt = runs.Clock.GetUtcNow(),
        };
        await RecordAsync(runs, new RecordDeploymentEffect(Projects.Default, record, before) { IsUnchanged = isUnchanged });
    }

    private static Task DeployBesideAsync(TestRuns runs, string id, EndpointRecord before) => RecordAsync(runs, new RecordChallengerEffect(
        Projects.Default,
        before,
        new Challenger(Handle(id), "sample@2", "def", "workflow/sample:def", new TrafficPlan(TrafficRole.Canary, [10, 100]))
        {
            ManifestDigest = "sha256:m",
            ConfigDigest = "sha256:c",
            RunId = "run",
            Since = runs.Clock.GetUtcNow(),
        }));

    private static async Task RecordAsync(TestRuns runs, IStepEffect effect)
    {
        StepClaim claim = await runs.ClaimAsync(await runs.BeginAsync("a"));
        Assert.True(await runs.SucceedAsync(claim, effect));
    }

    private Deployer Deployer(TestRuns runs)
    {
        var home = new WorkflowHome(_folder.Path);
        var gateways = new GatewayPresence(home);
        EndpointStore endpoints = Endpoints(runs);
        var scorer = new ScorerClient(new HttpClient(), TimeProvider.System);
        var hosts = new ScorerHosts([_docker]);
        var platforms = new Platforms([new LocalPlatform(hosts, new LocalPlaces(hosts, endpoints, scorer, gateways), scorer, home)]);
        var remains = new RehearsalRemains(new RehearsalStore(runs.Reliability, runs.Clock), platforms, endpoints, home, runs.Clock);
        return new Deployer(platforms, endpoints, new ImageSigning(home, runs.Database!.Database).Verifier, gateways, remains, new EnvironmentKeys(home));
    }
}

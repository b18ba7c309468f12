using Dapper;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Releases;

/// <summary>Versions that are registered, get images and are deployed, by the record alone; and what begins releases of them.</summary>
internal sealed class TestReleases : IAsyncDisposable
{
    public const string Endpoint = "sample-dev";

    private TestReleases(TestRuns runs) => Runs = runs;

    public TestRuns Runs { get; }

    public EndpointStore Endpoints => new(Runs.Reliability, Runs.Clock);

    public DeploymentHistory History => new(Runs.Reliability);

    public VersionStore Versions => new(Runs.Reliability);

    public ReleaseStarter Starter => new(new ReleaseDefinitions(Versions), Endpoints, new ServedVersions(History, Versions), Runs.Store, Runs.Transitions);

    public static PipelinesFile File => TestPipelines.Open("pipelines: {sample: {recipe: r.yaml, target: t, environments: {dev: }}}\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestReleases> CreateAsync(DatabaseEngine engine, PostgresServer postgres) => new(await TestRuns.CreateAsync(engine, postgres));

    /// <summary>An image: with what it takes to make it again.</summary>
    public static BuiltImage Image(char name) => new($"workflow/sample:{new string(name, 12)}", $"sha256:{new string(name, 64)}", $"sha256:{name}{new string('c', 63)}", 10, 5) { EngineSources = new string(name, 64) };

    /// <summary>Registers a version, or gives one that is registered another image.</summary>
    public async Task<string> BuildAsync(char pipeline, BuiltImage image)
    {
        string digest = new(pipeline, 64);
        await SucceedAsync(
            new RegisterVersionEffect(new NewVersion("sample", digest, new VersionSummary("t", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, 10))),
            new RecordImageEffect("sample", digest, image));
        return digest;
    }

    /// <summary>Records that an image of a version serves the endpoint.</summary>
    public async Task DeployAsync(string pipeline, BuiltImage image)
    {
        Runs.Clock.Advance(TimeSpan.FromSeconds(1));
        var record = new EndpointRecord
        {
            Name = Endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9000,
            Deployment = new DeploymentHandle("process", image.Reference, 9000),
            PipelineSha256 = pipeline,
            Version = 0,
            ImageReference = image.Reference,
            UpdatedAt = Runs.Clock.GetUtcNow(),
        };
        EndpointRecord? before = await Endpoints.FindAsync(Projects.Default, Endpoint, Cancel);
        await SucceedAsync(new RecordDeploymentEffect(Projects.Default, record, before), new RecordHistoryEffect(new NewDeployment(Endpoint, pipeline, image, "process", record.UpdatedAt)));
    }

    /// <summary>The history as an earlier release has written it.</summary>
    public Task ForgetImagesAsync() => Runs.Database!.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition("UPDATE deployment SET image = NULL", null, transaction, cancellationToken: Cancel)), Cancel);

    /// <summary>What a rollback deploys, which then serves.</summary>
    public async Task<ReleaseDefinition> RollBackAsync(long? version = null, string? unverified = null)
    {
        (string run, _) = await Starter.RollBackAsync(File, new RollbackRequest(Endpoint, version, RunCause.ByHand("test")) { UnverifiedReason = unverified }, Cancel);
        return await ReleaseOfAsync(run);
    }

    /// <summary>What a start deploys.</summary>
    public async Task<ReleaseDefinition> StartAsync()
    {
        (string run, _) = await Starter.StartAsync(File, new StartRequest(Endpoint, RunCause.ByHand("test")), Cancel);
        return await ReleaseOfAsync(run);
    }

    public ValueTask DisposeAsync() => Runs.DisposeAsync();

    private async Task<ReleaseDefinition> ReleaseOfAsync(string run)
    {
        ReleaseDefinition release = (await Runs.FindAsync(run)).Definition.Release!;
        await Runs.CancelAsync(run);
        return release;
    }

    private async Task SucceedAsync(params IReadOnlyList<IStepEffect> effects)
    {
        string run = await Runs.BeginAsync("a");
        Assert.True(await Runs.SucceedAsync(await Runs.ClaimAsync(run), effects));
    }
}

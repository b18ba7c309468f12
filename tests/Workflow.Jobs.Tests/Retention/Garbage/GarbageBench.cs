using System.Text;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Retention.Garbage.Bins;
using Workflow.Jobs.Retention.Garbage.Roots;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Validate;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>A site that builds and deploys versions, and makes room. Its clock begins when its files do, and the test moves it.</summary>
internal sealed class GarbageBench : IAsyncDisposable
{
    public const string Endpoint = "sample-dev";
    public static readonly TimeSpan Longer = TimeSpan.FromDays(40);

    private readonly TestDatabase _database;
    private int _count;

    private GarbageBench(TestImages images, TestDatabase database)
    {
        Images = images;
        _database = database;
        Runs = new TestRuns(database.Database);
        Runs.Clock.Advance(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1) - Runs.Clock.GetUtcNow());
        Signing = new ImageSigning(images.Home, database.Database, Runs.Clock);
        Versions = new VersionStore(Runs.Reliability);
        Holds = new VersionHolds(Runs.Reliability, Runs.Clock);
        Removals = new VersionRemovals(Runs.Reliability, Runs.Clock);
        Endpoints = new EndpointStore(Runs.Reliability, Runs.Clock);
        Artifacts = new DirectoryArtifactStore(images.Home.Artifacts);
    }

    public TestImages Images { get; }

    public TestRuns Runs { get; }

    public ImageSigning Signing { get; }

    public VersionStore Versions { get; }

    public VersionHolds Holds { get; }

    public VersionRemovals Removals { get; }

    public EndpointStore Endpoints { get; }

    public DirectoryArtifactStore Artifacts { get; }

    /// <summary>What is removed, in place of all bins; for tests that look at one of them, or break one.</summary>
    public Func<IEnumerable<IGarbageBin>, IEnumerable<IGarbageBin>> Bins { get; set; } = bins => bins;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<GarbageBench> CreateAsync(DatabaseEngine engine, PostgresServer postgres) =>
        new(await TestImages.CreateAsync(), await TestDatabase.CreateAsync(engine, postgres, Cancel));

    /// <summary>Trains, builds and signs a version by a run of its own.</summary>
    public async Task<ModelVersion> BuildAsync()
    {
        string run = await Runs.BeginAsync("validate build-image:validate");
        string pipeline = await ValidateAsync(run);
        await BuildImageAsync(run, pipeline);
        return (await Versions.FindByPipelineAsync(Projects.Default, "sample", pipeline, Cancel))!;
    }

    /// <summary>Builds another image of the version that was built last, as with a newer base.</summary>
    public async Task<ModelVersion> RebuildAsync(string content)
    {
        string run = await Runs.BeginAsync("build-image"), file = await Artifacts.PutAsync(Encoding.UTF8.GetBytes(content), Cancel), pipeline = Images.PipelineSha256;
        var custom = new CustomImageDefinition { ExtraFiles = [new ExtraFileDefinition("/extra", file, content.Length, IsExecutable: false)] };
        await BuildImageAsync(run, pipeline, custom);
        return (await Versions.FindByPipelineAsync(Projects.Default, "sample", pipeline, Cancel))!;
    }

    /// <summary>Carries out the first step: a version that has no image yet.</summary>
    public async Task<string> ValidateAsync(string run, int? number = null)
    {
        byte[] card = Encoding.UTF8.GetBytes($$"""{"number":{{number ?? ++_count}}}""");
        byte[] file = (SamplePipelines.Binary() with { CardJson = [.. card] }).ToZip().ToBytes();
        await File.WriteAllBytesAsync(Images.PipelineFile, file, Cancel);
        string digest = await Artifacts.PutAsync(file, Cancel);
        string report = await Artifacts.PutAsync(Encoding.UTF8.GetBytes($"report of {digest}"), Cancel);
        var version = new NewVersion("sample", digest, new VersionSummary("y", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, file.Length));
        await SucceedAsync(run, new() { [ValidateStep.Pipeline.Output] = digest, [ValidateStep.Report.Output] = report }, new RegisterVersionEffect(version));
        return digest;
    }

    /// <summary>Carries out the second step.</summary>
    public async Task BuildImageAsync(string run, string pipeline, CustomImageDefinition? custom = null)
    {
        BuiltImage image = await Images.Images(Artifacts).BuildAsync(Images.Engine, Images.PipelineFile, custom, _ => { }, Cancel);
        IReadOnlyList<ImageStatement> signed = await Signing.Statements.SignAsync(image, Images.Engine, Images.PipelineFile, ImageSigning.Run, Cancel);
        string document = await Artifacts.PutAsync(JobsJson.WriteUtf8(image), Cancel);
        await SucceedAsync(run, new() { [BuildImageStep.Image.Output] = document }, new RecordImageEffect("sample", pipeline, image), new RecordStatementsEffect(signed));
    }

    /// <summary>Records that a version serves the endpoint, and the one before is warm.</summary>
    public async Task DeployAsync(ModelVersion version, string endpoint = Endpoint)
    {
        EndpointRecord? before = await Endpoints.FindAsync(Projects.Default, endpoint, Cancel);
        var handle = new DeploymentHandle("process", $"{version.Number}-{endpoint}", 9000);
        Runs.Clock.Advance(TimeSpan.FromSeconds(1));
        var record = new EndpointRecord
        {
            Name = endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9000,
            Deployment = handle,
            Previous = before?.Deployment is { } old ? new WarmDeployment(old, before.PipelineSha256, before.ImageReference) : null,
            PipelineSha256 = version.PipelineSha256,
            Version = 0,
            ImageReference = version.Image!.Reference,
            UpdatedAt = Runs.Clock.GetUtcNow(),
        };
        string run = await Runs.BeginAsync("deploy-version");
        await SucceedAsync(
            run,
            [],
            new RecordDeploymentEffect(Projects.Default, record, before),
            new RecordHistoryEffect(new NewDeployment(endpoint, version.PipelineSha256, version.Image, "process", record.UpdatedAt)));
    }

    public Task<GarbagePlan> PlanAsync(GarbageOptions? options = null) => Collector().PlanAsync(options ?? new GarbageOptions { KeepNewest = 1 }, Cancel);

    public Task<GarbageResult> ApplyAsync(GarbageOptions? options = null) => Collector().ApplyAsync(options ?? new GarbageOptions { KeepNewest = 1 }, null, Cancel);

    public async Task<ModelVersion> FindAsync(long number) => (await Versions.FindAsync(Projects.Default, "sample", number, Cancel))!;

    /// <summary>Names of the versions that have their bytes, by the record.</summary>
    public async Task<IReadOnlyList<long>> PresentAsync() =>
        [.. (await Versions.ListAsync(Projects.Default, 1000, Cancel)).Where(version => version.RemovedAt is null).Select(version => version.Number).Order()];

    /// <summary>Requires that every version that counts as kept is whole, and that of the others nothing is left that looks so.</summary>
    public async Task RequireSoundAsync()
    {
        foreach (ModelVersion version in await Versions.ListAsync(Projects.Default, 1000, Cancel))
        {
            if (version.RemovedAt is null)
            {
                await Artifacts.FileAsync(version.PipelineSha256, Cancel);
                if (version.Image is not null) await Signing.Verifier.RequireAsync(ExpectedImage.Of(version), Cancel);
            }
            else if (Images.Layout.Contains(version.Image!.ManifestDigest))
            {
                ImageManifest manifest = Images.Layout.ReadManifest(version.Image.ManifestDigest);
                Assert.All(manifest.Layers.Append(manifest.Config), blob => Assert.True(Images.Layout.Contains(blob.Digest)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Images.Dispose();
    }

    private GarbageCollector Collector()
    {
        var runs = new RunStore(Runs.Reliability);
        IRetentionRoot[] roots =
        [
            new UnfinishedRunsRoot(Runs.Reliability, runs, Artifacts),
            new ServingRoot(Endpoints, new DeploymentHistory(Runs.Reliability)),
            new HeldRoot(Versions),
            new NewestRoot(Versions, Runs.Clock),
        ];
        IGarbageBin[] bins =
        [
            new UnpackedScorerBin(Images.Home, Images.Layout), new ImageBin(Images.Layout), new ImageBlobBin(Images.Layout),
            new ArtifactBin(Artifacts), new ArtifactCopyBin(Images.Home), new LeftoverBin(Images.Home),
        ];
        var survey = new RetentionSurvey(Runs.Reliability, roots, Versions, new RunFiles(Runs.Reliability, [new DocumentStep()], Runs.Clock), Artifacts, Runs.Clock);
        return new GarbageCollector(survey, Removals, Bins(bins), Images.Home);
    }

    private async Task SucceedAsync(string run, Dictionary<string, string> artifacts, params IReadOnlyList<IStepEffect> effects)
    {
        var outputs = new StepOutputs(artifacts, new Dictionary<string, string>(StringComparer.Ordinal));
        StepClaim claim = await Runs.ClaimAsync(run);
        var completion = new StepCompletion(outputs, $"{claim.Step}-{string.Join('-', artifacts.Values)}", IsReused: false, null, effects);
        Assert.True(await Runs.Transitions.SucceedAsync(claim, completion, Cancel));
    }
}

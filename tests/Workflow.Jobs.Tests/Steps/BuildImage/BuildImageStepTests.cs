using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.PublishScorer;
using Workflow.Jobs.Steps.Validate;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Steps.BuildImage;

public sealed class BuildImageStepTests(PostgresServer postgres) : IAsyncLifetime
{
    private TestImages _images = null!;
    private TestDatabase _database = null!;
    private ImageSigning _signing = null!;
    private DirectoryArtifactStore _artifacts = null!;
    private PreparedStep _step = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _images = await TestImages.CreateAsync();
        _database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        _signing = new ImageSigning(_images.Home, _database.Database);
        _artifacts = new DirectoryArtifactStore(_images.Home.Artifacts);
        _step = await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _images.Dispose();
    }

    [Fact]
    public async Task Run_Image_IsBuiltSignedAndStandsFromThenOn()
    {
        StepOutputs outputs = await RunAsync();
        Assert.True(await StandsAsync(outputs));
        BuiltImage image = await ImageAsync(outputs);
        await _signing.Verifier.RequireAsync(new ExpectedImage("sample@1", image, _images.PipelineSha256), Cancellation);
    }

    // Whatever a deployment would refuse is built and signed again, to the same digest.
    [Fact]
    public async Task StillStands_KeyWasRevoked_IsFalseUntilAnotherHasSigned()
    {
        StepOutputs outputs = await RunAsync();
        BuiltImage image = await ImageAsync(outputs);
        await _signing.Trusted.RevokeAsync((await _signing.Store.ListAsync(image.ManifestDigest, Cancellation))[0].KeyId, Cancellation);
        Assert.False(await StandsAsync(outputs));
        await _signing.Keys.RotateAsync(Cancellation);
        StepOutputs again = await RunAsync();
        Assert.Equal(image, await ImageAsync(again));
        Assert.True(await StandsAsync(again));
    }

    [Fact]
    public async Task StillStands_LayerIsDamaged_IsFalseUntilItIsBuiltAgain()
    {
        StepOutputs outputs = await RunAsync();
        string blob = _images.Layout.BlobPath(_images.Layout.ReadManifest((await ImageAsync(outputs)).ManifestDigest).Layers[0].Digest);
        await File.AppendAllTextAsync(blob, "x", Cancellation);
        Assert.False(await StandsAsync(outputs));
        Assert.True(await StandsAsync(await RunAsync()));
    }

    // From one base to another and back: the run goes on with the image of the first, which is the version's again.
    [Theory, OnEveryEngine]
    public async Task EffectsOfReuse_AnotherImageWasBuiltSince_RecordTheReusedOneForTheVersion(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        StepOutputs outputs = await RunAsync();
        BuiltImage image = await ImageAsync(outputs);
        var version = new NewVersion("sample", _images.PipelineSha256, new VersionSummary("y", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, 10));
        await runs.BeginAsync("a b:a");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RegisterVersionEffect(version), new RecordImageEffect("sample", _images.PipelineSha256, image with { Reference = "another" })));

        IReadOnlyList<IStepEffect> effects = await _step.EffectsOfReuseAsync!(outputs, Cancellation);
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), effects));
        Assert.Equal(image, (await new VersionStore(runs.Reliability).FindAsync(Projects.Default, "sample", 1, Cancellation))!.Image);
    }

    private async Task<PreparedStep> PrepareAsync()
    {
        string pipeline = await _artifacts.PutAsync(await File.ReadAllBytesAsync(_images.PipelineFile, Cancellation), Cancellation);
        var earlier = new Dictionary<string, StepOutputs>(StringComparer.Ordinal)
        {
            [ValidateStep.Pipeline.Step] = StepOutputs.None with { Artifacts = new Dictionary<string, string>(StringComparer.Ordinal) { [ValidateStep.Pipeline.Output] = pipeline } },
            [PublishScorerStep.SourceHash.Step] = StepOutputs.None with { Values = new Dictionary<string, string>(StringComparer.Ordinal) { [PublishScorerStep.SourceHash.Output] = _images.Engine.SourceHash } },
        };
        var context = new StepContext(
            new StepClaim("r", "build-image", 1),
            SampleDefinitions.Of("build-image"),
            earlier,
            _artifacts,
            new Lazy<string>(_images.Home.Work),
            new Progress<StepProgress>(),
            new CollectedLog());
        return await new BuildImageStep(_images.Images(_artifacts), _signing.Statements, _signing.Verifier, _images.Publisher, TimeProvider.System).PrepareAsync(context, Cancellation);
    }

    // What the step's success would write is written at once: there is no run.
    private async Task<StepOutputs> RunAsync()
    {
        StepResult result = await _step.RunAsync(Cancellation);
        var claim = new StepClaim("r", "build-image", 1);
        await _database.Database.WriteAsync(
            async transaction =>
            {
                foreach (IStepEffect effect in result.Effects) await effect.ApplyAsync(claim, transaction, Cancellation);
                return true;
            },
            Cancellation);
        return result.Outputs;
    }

    private Task<bool> StandsAsync(StepOutputs outputs) => _step.StillStandsAsync!(outputs, Cancellation);

    private async Task<BuiltImage> ImageAsync(StepOutputs outputs) =>
        Jobs.Json.JobsJson.Read<BuiltImage>(await _artifacts.ReadAsync(outputs.Artifacts[BuildImageStep.Image.Output], Cancellation));
}

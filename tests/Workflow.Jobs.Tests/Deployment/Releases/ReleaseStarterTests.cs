using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Releases;

public sealed class ReleaseStarterTests(PostgresServer postgres)
{
    private static readonly BuiltImage Old = TestReleases.Image('a');
    private static readonly BuiltImage Newer = TestReleases.Image('b');

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RollBackAsync_ImageOfTheVersionWasMadeAnew_GoesBackToTheImageBefore(DatabaseEngine engine)
    {
        await using TestReleases releases = await TestReleases.CreateAsync(engine, postgres);
        string pipeline = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(pipeline, Old);
        await releases.BuildAsync('1', Newer);
        await releases.DeployAsync(pipeline, Newer);

        ReleaseDefinition release = await releases.RollBackAsync();
        Assert.Equal((1, pipeline, Old, "rollback"), (release.Version, release.PipelineSha256, release.Image, release.Reason));
        Assert.Equal(Old, (await releases.RollBackAsync(version: 1)).Image);

        // And forth: what serves then is what is gone back from.
        await releases.DeployAsync(pipeline, Old);
        Assert.Equal(Newer, (await releases.RollBackAsync()).Image);
        Assert.Equal(Newer, (await releases.RollBackAsync(version: 1)).Image);
    }

    // What is not what was signed can be gone back to as well, for a reason that is told.
    [Fact]
    public async Task RollBackAsync_Unverified_NeedsAReason()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string pipeline = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(pipeline, Old);
        await releases.DeployAsync(pipeline, Newer);
        Assert.Equal("the rig stands still", (await releases.RollBackAsync(unverified: "the rig stands still")).UnverifiedReason);
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => releases.RollBackAsync(unverified: " "));
        Assert.StartsWith("an image that is not what was signed is deployed for a reason only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollBackAsync_EarlierVersion_ComesWithTheImageWithWhichItServed()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string first = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(first, Old);
        await releases.BuildAsync('1', Newer);
        BuiltImage ofSecond = TestReleases.Image('d');
        string second = await releases.BuildAsync('2', ofSecond);
        await releases.DeployAsync(second, ofSecond);

        Assert.Equal((1, Old), Of(await releases.RollBackAsync()));
        Assert.Equal((1, Old), Of(await releases.RollBackAsync(version: 1)));
        Assert.Equal((2, ofSecond), Of(await releases.RollBackAsync(version: 2)));
    }

    [Fact]
    public async Task RollBackAsync_VersionThatNeverServedThere_ComesWithItsNewestImage()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await releases.BuildAsync('1', Newer);
        string second = await releases.BuildAsync('2', Old);
        await releases.DeployAsync(second, Old);
        Assert.Equal((1, Newer), Of(await releases.RollBackAsync(version: 1)));
    }

    [Fact]
    public async Task RollBackAsync_NothingElseServed_IsRefused()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string pipeline = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(pipeline, Old);
        await releases.DeployAsync(pipeline, Old);
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => releases.RollBackAsync());
        Assert.Equal("sample-dev has served nothing but sample@1 with this image: there is nothing to go back to. Name another version: --to sample@NUMBER (workflow versions lists them)", refused.Message);
    }

    // An earlier release has recorded digests alone.
    [Fact]
    public async Task RollBackAsync_ImageIsNotOnRecord_TakesThePresentOneAndSaysSo()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string first = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(first, Old);
        string second = await releases.BuildAsync('2', TestReleases.Image('d'));
        await releases.DeployAsync(second, TestReleases.Image('d'));
        await releases.ForgetImagesAsync();
        Assert.Equal((Old, "rollback"), Told(await releases.RollBackAsync()));

        await releases.BuildAsync('1', Newer);
        Assert.Equal((Newer, "rollback (with the version's present image, since that of then is not on record)"), Told(await releases.RollBackAsync()));
    }

    // The present image of the version is what serves.
    [Fact]
    public async Task RollBackAsync_OnlyTheImageDiffersAndIsNotOnRecord_IsRefused()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string pipeline = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(pipeline, Old);
        await releases.BuildAsync('1', Newer);
        await releases.DeployAsync(pipeline, Newer);
        await releases.ForgetImagesAsync();
        await Assert.ThrowsAsync<DeploymentException>(() => releases.RollBackAsync());
    }

    [Theory, OnEveryEngine]
    public async Task StartAsync_VersionHasANewerImage_StartsTheOneThatServed(DatabaseEngine engine)
    {
        await using TestReleases releases = await TestReleases.CreateAsync(engine, postgres);
        string pipeline = await releases.BuildAsync('1', Old);
        await releases.DeployAsync(pipeline, Old);
        await releases.Endpoints.MarkStoppedAsync(Projects.Default, (await releases.Endpoints.FindAsync(Projects.Default, TestReleases.Endpoint, Cancel))!, null, Cancel);
        await releases.BuildAsync('1', Newer);
        await releases.BuildAsync('2', TestReleases.Image('d'));
        Assert.Equal((Old, "start"), Told(await releases.StartAsync()));
    }

    [Fact]
    public async Task StartAsync_NoSuchEndpoint_IsRefused()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => releases.StartAsync());
        Assert.Equal("there is no endpoint 'sample-dev'", refused.Message);
    }

    [Fact]
    public async Task DeployAsync_VersionHasANewerImage_DeploysThat()
    {
        await using TestReleases releases = await TestReleases.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await releases.BuildAsync('1', Old);
        await releases.BuildAsync('1', Newer);
        (string run, _) = await releases.Starter.DeployAsync(TestReleases.File, new ReleaseRequest("sample", 1, "dev", RunCause.ByHand("test")), Cancel);
        Assert.Equal(Newer, (await releases.Runs.FindAsync(run)).Definition.Release!.Image);
    }

    private static (long Version, BuiltImage Image) Of(ReleaseDefinition release) => (release.Version, release.Image);

    private static (BuiltImage Image, string? Reason) Told(ReleaseDefinition release) => (release.Image, release.Reason);
}

using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Pulls;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Tests.Images.Bundles;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Images.Pulls;

/// <summary>Pulls versions from a real Docker Registry 2 to which another site has pushed them.</summary>
[Trait("Needs", "Registry")]
public sealed class VersionPullTests(PostgresServer postgres) : IAsyncLifetime
{
    private DockerRegistry _server = null!;
    private RegistryClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DockerRegistry.StartAsync(Cancel);
        _client = new RegistryClient(new RegistryOptions { Address = _server.Url });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory]
    [OnEveryEngine]
    public async Task PullAsync_VersionOfATrustedSite_IsRegisteredAndVerifiesHere(DatabaseEngine engine)
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(engine, postgres);
        BuiltImage image = await PushAsync(there, "models/sample:7", """{"test":{"logLoss":0.125,"accuracy":0.75}}""");
        await here.TrustAsync(there);

        PulledVersion pulled = await PullAsync(here, "models/sample:7");
        Assert.Null(pulled.Obstacle);
        Assert.Equal("sample", pulled.Model);
        ModelVersion version = pulled.Version!.Version;
        Assert.Equal(("sample@1", null, there.Images.PipelineSha256), (version.Name, version.RunId, version.PipelineSha256));
        Assert.Equal(new ImportedFrom($"{Name("models/sample")}@{image.ManifestDigest}", ImageSigning.Run.Id), version.ImportedFrom);
        Assert.Equal(image with { EngineSources = null }, version.Image);
        Assert.Equal((0.125, 0.75, null), (version.Summary.LogLoss, version.Summary.Accuracy, version.Summary.Mcc));
        await here.Signing.Verifier.RequireAsync(ExpectedImage.Of(version), Cancel);
        Assert.Equal(await File.ReadAllBytesAsync(there.Images.PipelineFile, Cancel), await here.Artifacts.ReadAsync(version.PipelineSha256, Cancel));

        PulledVersion again = await PullAsync(here, $"models/sample@{image.ManifestDigest}");
        Assert.Equal((false, "sample@1", 0), (again.Version!.IsNew, again.Version.Version.Name, again.Image.BytesReceived));
        await PushAsync(there, "models/sample:8", """{"another":1}""");
        Assert.Equal("sample@2", (await PullAsync(here, "models/sample:8")).Version!.Version.Name);
    }

    [Fact]
    public async Task PullAsync_KeyIsNotTrusted_StaysAnImageAndSaysWhoSignedIt()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        BuiltImage image = await PushAsync(there, "models/sample:7");
        string id = Assert.Single(await there.Signing.Trusted.ListAsync(Cancel)).Key.Id;
        PulledVersion pulled = await PullAsync(here, "models/sample:7");
        Assert.Equal(("sample", null), (pulled.Model, pulled.Version));
        Assert.Contains($"it is signed by {id}, which is not trusted here", pulled.Obstacle, StringComparison.Ordinal);
        Assert.True(here.Images.Layout.Contains(image.ManifestDigest));
        Assert.Empty(await here.Versions.ListAsync(Projects.Default, 10, Cancel));
        Assert.False(await here.Artifacts.ContainsAsync(there.Images.PipelineSha256, Cancel));

        await here.TrustAsync(there);
        Assert.Equal("sample@1", (await PullAsync(here, "models/sample:7")).Version?.Version.Name);
    }

    [Fact]
    public async Task PullAsync_ImageWithoutStatements_StaysAnImage()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await here.TrustAsync(there);
        BuiltImage image = await there.Images.BuildAsync();
        await new ImagePush(there.Images.Layout).PushAsync(_client, new PushRequest(Name("models/plain:1"), image.ManifestDigest), null, Cancel);
        PulledVersion pulled = await PullAsync(here, "models/plain:1");
        Assert.Equal((null, null), (pulled.Model, pulled.Version));
        Assert.StartsWith("it brings no signed statement that says it is a version of a model", pulled.Obstacle, StringComparison.Ordinal);
        Assert.True(here.Images.Layout.Contains(image.ManifestDigest));
    }

    // Whoever may write to the registry puts a statement of another image beside this one.
    [Fact]
    public async Task PullAsync_StatementsOfAnotherImage_AreRefused()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        BuiltImage honest = await PushAsync(there, "models/sample:7");
        await here.TrustAsync(there);
        IReadOnlyList<ImageStatement> said = await there.Signing.Store.ListAsync(honest.ManifestDigest, Cancel);
        await File.WriteAllBytesAsync(there.Images.PipelineFile, (SamplePipelines.Binary() with { CardJson = [.. "{\"evil\":1}"u8] }).ToZip().ToBytes(), Cancel);
        BuiltImage other = await there.Images.BuildAsync();
        var request = new PushRequest(Name("models/sample:8"), other.ManifestDigest) { Referrers = new StatementManifests(there.Images.Layout).Add(other, said) };
        await new ImagePush(there.Images.Layout).PushAsync(_client, request, null, Cancel);
        PulledVersion pulled = await PullAsync(here, "models/sample:8");
        Assert.Null(pulled.Version);
        Assert.Contains($"it is about another image, {honest.ManifestDigest}", pulled.Obstacle, StringComparison.Ordinal);
        Assert.Empty(await here.Versions.ListAsync(Projects.Default, 10, Cancel));
    }

    // Nothing of what strangers write beside an image may stand in the way of what its own site has signed.
    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("""{"runDetails":7}""")]
    [InlineData("""{"runDetails":{"metadata":[]}}""")]
    [InlineData("""{"runDetails":{"metadata":{"finishedOn":20261123}}}""")]
    [InlineData("""{"runDetails":{},"runDetails":{}}""")]
    public async Task PullAsync_StrangeStatementBesideIt_IsPassedOver(string predicate)
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        BuiltImage image = await PushAsync(there, "models/sample:7");
        await here.TrustAsync(there);
        string said = $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"workflow/sample","digest":{"sha256":"{{{image.ManifestDigest[7..]}}}"}}],"predicateType":"{{{PredicateTypes.Provenance}}}","predicate":{{{predicate}}}}""";
        string envelope = $$"""{"payloadType":"application/vnd.in-toto+json","payload":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(said))}}","signatures":[{"keyId":"stranger","sig":"AAAA"}]}""";
        var stranger = new ImageStatement(image.ManifestDigest, PredicateTypes.Provenance, envelope, "stranger", DateTimeOffset.UnixEpoch);
        var request = new PushRequest(Name("models/sample:8"), image.ManifestDigest) { Referrers = new StatementManifests(there.Images.Layout).Add(image, [stranger]) };
        await new ImagePush(there.Images.Layout).PushAsync(_client, request, null, Cancel);

        PulledVersion pulled = await PullAsync(here, "models/sample:7");
        Assert.Equal((null, "sample@1"), (pulled.Obstacle, pulled.Version?.Version.Name));
        Assert.Equal(4, pulled.Image.Referrers.Count);
    }

    [Fact]
    public async Task PullAsync_NewerImageOfAVersionThatIsHere_TakesIt()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        BuiltImage first = await PushAsync(there, "models/sample:7");
        await here.TrustAsync(there);
        await PullAsync(here, "models/sample:7");
        BuiltImage newer = await there.BuildAsync("newer");
        await PushAsync(there, "models/sample:8", newer, ImageSigning.Run with { FinishedAt = ImageSigning.Run.FinishedAt.AddHours(1) });
        PulledVersion pulled = await PullAsync(here, "models/sample:8");
        Assert.Equal(("sample@1", first.ManifestDigest, newer.ManifestDigest), (pulled.Version!.Version.Name, pulled.Version.ReplacedImage, pulled.Version.Version.Image!.ManifestDigest));
    }

    private ImageName Name(string rest) => ImageName.Parse($"{_server.Url.Authority}/{rest}");

    private async Task<BuiltImage> PushAsync(TestSite site, string name, string card = "{}")
    {
        await File.WriteAllBytesAsync(site.Images.PipelineFile, (SamplePipelines.Binary() with { CardJson = [.. System.Text.Encoding.UTF8.GetBytes(card)] }).ToZip().ToBytes(), Cancel);
        BuiltImage image = await site.Images.BuildAsync();
        await PushAsync(site, name, image, ImageSigning.Run);
        return image;
    }

    private async Task PushAsync(TestSite site, string name, BuiltImage image, BuildRun run)
    {
        await site.Signing.SignAsync(image, site.Images.Engine, site.Images.PipelineFile, run);
        var push = new VersionPush(new ImagePush(site.Images.Layout), site.Signing.Store, new StatementManifests(site.Images.Layout), site.Images.Layout, new PushedLayers(site.Images.Home));
        await push.PushAsync(_client, Name(name), image, Cancel);
    }

    private Task<PulledVersion> PullAsync(TestSite site, string name)
    {
        var imports = new VersionImports(site.Database.Database, site.Versions, TimeProvider.System);
        var pull = new VersionPull(site.Images.Layout, site.Signing.Verifier, site.Signing.Trusted, imports, site.Artifacts, TimeProvider.System);
        return pull.PullAsync(Projects.Default, _client, Name(name), null, Cancel);
    }
}

using System.Formats.Tar;
using System.Text.Json.Nodes;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Images.Bases;

/// <summary>Images that build on another one, pulled from a real Docker Registry 2.</summary>
[Trait("Needs", "Registry")]
public sealed class BaseImageTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string File1 = new('1', 64);

    private TestBases _bases = null!;
    private TestImages _images = null!;
    private DirectoryArtifactStore _artifacts = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bases = await TestBases.StartAsync();
        _images = await TestImages.CreateAsync();
        _artifacts = new DirectoryArtifactStore(_images.Home.Artifacts);
    }

    public async ValueTask DisposeAsync()
    {
        _images?.Dispose();
        if (_bases is not null) await _bases.DisposeAsync();
    }

    [Fact]
    public async Task BuildAsync_WithABase_PutsItBelowAndKeepsItsHarmlessVariablesOnly()
    {
        CustomImageDefinition custom = await CustomAsync("bases/slim:1", "one", indexed: true);
        BuiltImage image = await _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation);
        BuiltImage usual = await _images.BuildAsync();

        ImageManifest manifest = _images.Layout.ReadManifest(image.ManifestDigest);
        Assert.Equal([MediaTypes.GzipLayer, MediaTypes.GzipLayer, MediaTypes.PlainLayer, MediaTypes.PlainLayer], manifest.Layers.Select(layer => layer.MediaType));
        Assert.Equal(_images.Layout.ReadManifest(usual.ManifestDigest).Layers, [manifest.Layers[1], manifest.Layers[3]]);
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(_images.Layout.BlobPath(image.ConfigDigest), Cancellation))!;
        JsonNode runs = config["config"]!;
        Assert.Equal("""["TZ=Europe/Berlin","DOTNET_EnableDiagnostics=0","PATH=/app"]""", runs["Env"]!.ToJsonString());
        Assert.Equal(("65532:65532", "/", """["/app/scorer"]"""), ((string)runs["User"]!, (string)runs["WorkingDir"]!, runs["Entrypoint"]!.ToJsonString()));
        Assert.Equal(_images.PipelineSha256, (string)runs["Labels"]!["workflow.pipeline.sha256"]!);
        Assert.Equal(custom.Base!.Split('@')[1], (string)runs["Labels"]!["org.opencontainers.image.base.digest"]!);
        Assert.Equal(manifest.Layers.Count, config["history"]!.AsArray().Count);
    }

    // Lists of libraries in the base would lead the scorer to others than its own.
    [Fact]
    public async Task BuildAsync_WithABase_TakesAwayItsListsOfLibraries()
    {
        BuiltImage image = await _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, await CustomAsync("bases/slim:1", "one"), _ => { }, Cancellation);
        Assert.Equal(["etc/", "etc/.wh.ld.so.cache", "etc/.wh.ld.so.preload"], (await EntriesAsync(image, 2)).Select(entry => entry.Name));
    }

    [Fact]
    public async Task BuildAsync_SameInputsElsewhereAndLater_MakeTheSameImage()
    {
        CustomImageDefinition custom = await CustomAsync("bases/slim:1", "one");
        using TestImages there = await TestImages.CreateAsync("elsewhere");
        BuiltImage here = await _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation);
        Assert.Equal(here, await there.Images().BuildAsync(there.Engine, there.PipelineFile, custom, _ => { }, Cancellation));

        // Nobody is asked any more for what is here.
        await _bases.DisposeAsync();
        _bases = null!;
        Assert.Equal(here, await _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation));
    }

    [Fact]
    public async Task BuildAsync_ExtraFiles_LieInALayerOfTheirOwn()
    {
        string sum = await _artifacts.PutAsync("#!/bin/sh\n"u8.ToArray(), Cancellation);
        var custom = new CustomImageDefinition { ExtraFiles = [new("/etc/ssl/ca.pem", sum, 10, false), new("/opt/tool", sum, 10, true)] };
        BuiltImage image = await _images.Images(_artifacts).BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation);
        Assert.Equal(3, _images.Layout.ReadManifest(image.ManifestDigest).Layers.Count);
        Assert.Equal(
            [("etc/", "755"), ("etc/ssl/", "755"), ("etc/ssl/ca.pem", "644"), ("opt/", "755"), ("opt/tool", "755")],
            (await EntriesAsync(image, 1)).Select(entry => (entry.Name, Convert.ToString((int)entry.Mode, 8))));
        Assert.All(await EntriesAsync(image, 1), entry => Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (entry.Uid, entry.Gid, entry.ModificationTime)));
    }

    [Fact]
    public async Task SignAsync_BaseAndExtraFiles_StandInEveryStatementAndAreVerified()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        var signing = new ImageSigning(_images.Home, database.Database);
        string sum = await _artifacts.PutAsync("x"u8.ToArray(), Cancellation);
        CustomImageDefinition custom = await CustomAsync("bases/slim:1", "one") with { ExtraFiles = [new("/etc/ca.pem", sum, 1, false)] };
        BuiltImage image = await _images.Images(_artifacts).BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation);
        IReadOnlyList<ImageStatement> said = await signing.SignAsync(image, _images.Engine, _images.PipelineFile);

        await signing.Verifier.RequireAsync(new ExpectedImage("sample@1", image, _images.PipelineSha256), Cancellation);
        JsonNode locked = Predicate(said, PredicateTypes.Lock);
        Assert.Equal(custom.Base, $"{locked["base"]!["name"]}@{locked["base"]!["digest"]}");
        Assert.Equal([_images.Layout.ReadManifest(image.ManifestDigest).Layers[0].Digest], locked["base"]!["layers"]!.AsArray().Select(layer => (string)layer!));
        Assert.Equal(("/etc/ca.pem", sum), ((string)locked["extraFiles"]![0]!["path"]!, (string)locked["extraFiles"]![0]!["sha256"]!));
        string sbom = Predicate(said, PredicateTypes.Sbom).ToJsonString(), provenance = Predicate(said, PredicateTypes.Provenance).ToJsonString();
        Assert.All((string[])[sum, custom.Base!.Split("sha256:")[1]], digest =>
        {
            Assert.Contains(digest, sbom, StringComparison.Ordinal);
            Assert.Contains(digest, provenance, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task RequireAsync_CustomImageOfAnotherMachine_IsBuiltAgainToTheSameDigest()
    {
        CustomImageDefinition custom = await CustomAsync("bases/slim:1", "one");
        BuiltImage image = await _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation);
        using TestImages there = await TestImages.CreateAsync("elsewhere");
        await new VersionImages(there.Layout, there.Publisher, there.Images()).RequireAsync(image, there.PipelineFile, Cancellation);
        Assert.True(there.Layout.Contains(image.ManifestDigest));
    }

    [Theory]
    [InlineData("architecture", "arm64", "it is for linux/arm64")]
    [InlineData("rootfs", null, "it has 1 layers, and its configuration names 0")]
    public async Task BuildAsync_BaseThatCannotBeUsed_SaysWhy(string key, string? value, string expected)
    {
        string digest = await _bases.PutAsync("bases/slim:1", "one", config => config[key] = value);
        Assert.Contains(expected, await RefusedAsync($"{_bases.Name("bases/slim")}@{digest}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_BaseLiesAboutItsLayer_IsRefused()
    {
        string digest = await _bases.PutAsync("bases/slim:1", "one", config => config["rootfs"]!["diff_ids"]![0] = $"sha256:{new string('0', 64)}");
        Assert.Contains("and its configuration says", await RefusedAsync($"{_bases.Name("bases/slim")}@{digest}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_BaseOfAnUnknownKindOfLayer_IsRefused()
    {
        string digest = await _bases.PutAsync("bases/slim:1", "one", layerType: "application/vnd.oci.image.layer.v1.tar+zstd");
        Assert.Contains("tar+zstd", await RefusedAsync($"{_bases.Name("bases/slim")}@{digest}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_ExtraFileIsGone_IsTold()
    {
        var custom = new CustomImageDefinition { ExtraFiles = [new("/etc/ca.pem", File1, 1, false)] };
        await Assert.ThrowsAsync<ArtifactException>(() => _images.Images(_artifacts).BuildAsync(_images.Engine, _images.PipelineFile, custom, _ => { }, Cancellation));
    }

    private async Task<string> RefusedAsync(string name) => (await Assert.ThrowsAsync<ImageException>(
        () => _images.Images().BuildAsync(_images.Engine, _images.PipelineFile, new CustomImageDefinition { Base = name }, _ => { }, Cancellation))).Message;

    private async Task<CustomImageDefinition> CustomAsync(string path, string content, bool indexed = false)
    {
        string digest = await _bases.PutAsync(path, content, indexed: indexed);
        return new CustomImageDefinition { Base = $"{_bases.Name(path)}@{digest}" };
    }

    private async Task<IReadOnlyList<TarEntry>> EntriesAsync(BuiltImage image, int layer)
    {
        await using Stream content = _images.Layout.OpenLayer(_images.Layout.ReadManifest(image.ManifestDigest).Layers[layer]);
        await using var tar = new TarReader(content);
        var entries = new List<TarEntry>();
        while (await tar.GetNextEntryAsync(copyData: true, Cancellation) is { } entry) entries.Add(entry);
        return entries;
    }

    private static JsonNode Predicate(IReadOnlyList<ImageStatement> said, string type) =>
        InTotoStatement.Read(SignedStatement.Read(System.Text.Encoding.UTF8.GetBytes(said.First(one => one.PredicateType == type).Envelope)).Document).Predicate;
}

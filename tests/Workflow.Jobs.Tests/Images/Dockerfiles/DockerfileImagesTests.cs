using System.Text.Json.Nodes;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Requirements;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Images.Dockerfiles;

/// <summary>Dockerfiles of users, built by a real engine. What it has of them is removed at the end.</summary>
[Trait("Needs", "Docker")]
public sealed class DockerfileImagesTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string OnOurs = "ARG WORKFLOW_IMAGE\nFROM ${WORKFLOW_IMAGE}\n";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];
    private HttpClient _http = null!;
    private TestImages _images = null!;
    private DirectoryArtifactStore _artifacts = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http = DockerAddress.CreateClient();
        Require.That(await new DockerClient(_http).AnswersAsync(Cancellation), "a Docker engine (apt-get install docker.io)");

        // A pipeline of its own: by its label images of other tests are neither counted nor removed with these.
        _images = await TestImages.CreateAsync(pipeline: $"sample-{Guid.NewGuid():N}");
        _artifacts = new DirectoryArtifactStore(_images.Home.Artifacts);
        await File.WriteAllTextAsync(_folder.File("note.txt"), "hello", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_images is not null)
        {
            var engine = new DockerImages(_http);
            string label = $"workflow.pipeline.sha256={_images.PipelineSha256}";
            foreach (DockerImage image in await engine.ListAsync(label, CancellationToken.None)) await engine.TryRemoveAsync($"{image.Id}?force=1", CancellationToken.None);
            _images.Dispose();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task BuildAsync_OnTheUsualImage_IsTakenSignedAndVerified()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        var signing = new ImageSigning(_images.Home, database.Database);
        BuiltImage image = await BuildAsync($"{OnOurs}ARG WHO\nLABEL who=$WHO\nCOPY note.txt /opt/note.txt\n");
        BuiltImage usual = await _images.BuildAsync();

        IReadOnlyList<Descriptor> layers = _images.Layout.ReadManifest(image.ManifestDigest).Layers;
        Assert.Equal(_images.Layout.ReadManifest(usual.ManifestDigest).Layers, layers.Take(2));
        string? note = (await ImageFiles.ReadAsync(_images.Layout, layers, "opt/note.txt", file => new StreamReader(file).ReadToEndAsync(Cancellation), Cancellation))?.Content;
        Assert.Equal("hello", note);
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(_images.Layout.BlobPath(image.ConfigDigest), Cancellation))!;
        Assert.Equal("somebody", (string)config["config"]!["Labels"]!["who"]!);
        Assert.Contains(_told, line => line.StartsWith("Step 1/", StringComparison.Ordinal));

        IReadOnlyList<ImageStatement> said = await signing.SignAsync(image, _images.Engine, _images.PipelineFile);
        await signing.Verifier.RequireAsync(new ExpectedImage("sample@1", image, _images.PipelineSha256), Cancellation);
        JsonNode locked = InTotoStatement.Read(SignedStatement.Read(System.Text.Encoding.UTF8.GetBytes(said.First(one => one.PredicateType == PredicateTypes.Lock).Envelope)).Document).Predicate["dockerfile"]!;
        Assert.Equal((usual.ManifestDigest, false), ((string)locked["builtOn"]!, (bool)locked["isReproducible"]!));
    }

    [Fact]
    public async Task BuildAsync_FromScratchWithTheScorerCopied_IsTaken()
    {
        BuiltImage image = await BuildAsync("""
            ARG WORKFLOW_IMAGE
            FROM ${WORKFLOW_IMAGE} AS usual
            FROM scratch
            COPY --from=usual /app /app
            COPY --from=usual /model /model
            USER 1000
            ENTRYPOINT ["/app/scorer"]
            """);
        Assert.Null(image.Custom!.Base);
    }

    [Theory]
    [InlineData("COPY note.txt /model/model.pipeline", "/model/model.pipeline must be that of the usual image, and it has another one")]
    [InlineData("COPY note.txt /app/scorer", "/app/scorer must be that of the usual image, and it has another one")]
    [InlineData("USER root", "its user is 'root'")]
    [InlineData("USER 0:0", "its user is '0:0'")]
    [InlineData("ENTRYPOINT [\"/opt/other\"]", "it must start the scorer")]
    [InlineData("ENV LD_PRELOAD=/opt/x.so", "ENV LD_PRELOAD tells loader")]
    public async Task BuildAsync_WhatWouldNotBeTheScorer_IsRefused(string line, string expected)
    {
        ImageException told = await Assert.ThrowsAsync<ImageException>(() => BuildAsync($"{OnOurs}{line}\n"));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);

        // The engine has the usual image, and nothing of what was refused.
        DockerImage left = Assert.Single(await new DockerImages(_http).ListAsync($"workflow.pipeline.sha256={_images.PipelineSha256}", Cancellation));
        Assert.Equal((await _images.BuildAsync()).ConfigDigest, left.Id);
    }

    [Fact]
    public async Task BuildAsync_LineFails_NamesTheStep()
    {
        DockerException told = await Assert.ThrowsAsync<DockerException>(() => BuildAsync($"{OnOurs}COPY missing.txt /opt/\n"));
        Assert.Contains("docker build failed at Step 3/", told.Message, StringComparison.Ordinal);
        Assert.Contains("missing.txt", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireAsync_ImageByADockerfileIsNotHere_SaysThatItCannotBeMadeAgain()
    {
        BuiltImage image = await _images.BuildAsync() with { ManifestDigest = $"sha256:{new string('0', 64)}", Custom = new CustomImageDefinition { Dockerfile = new("Dockerfile", new string('0', 64), new Dictionary<string, string>(StringComparer.Ordinal), HasNetwork: false) } };
        var images = new VersionImages(_images.Layout, _images.Publisher, _images.Images());
        Assert.Contains("makes another one each time", (await Assert.ThrowsAsync<ImageException>(() => images.RequireAsync(image, _images.PipelineFile, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_NoEngineAnswers_SaysWhatIsNeeded()
    {
        using HttpClient nobody = DockerAddress.CreateClient($"unix://{_folder.File("nobody.sock")}");
        DockerfileDefinition dockerfile = await PinAsync(OnOurs);
        ImageException told = await Assert.ThrowsAsync<ImageException>(() => _images.Images(_artifacts, () => new DockerBuild(nobody))
            .BuildAsync(_images.Engine, _images.PipelineFile, new CustomImageDefinition { Dockerfile = dockerfile }, _told.Add, Cancellation));
        Assert.Contains("needs a Docker engine to build it, and none answers", told.Message, StringComparison.Ordinal);
    }

    private async Task<BuiltImage> BuildAsync(string dockerfile) => await _images.Images(_artifacts, () => new DockerBuild(_http)).BuildAsync(
        _images.Engine, _images.PipelineFile, new CustomImageDefinition { Dockerfile = await PinAsync(dockerfile) }, _told.Add, Cancellation);

    private async Task<DockerfileDefinition> PinAsync(string dockerfile)
    {
        await File.WriteAllTextAsync(_folder.File("Dockerfile"), dockerfile, Cancellation);
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["WHO"] = "somebody" };
        return await new DockerContexts(_artifacts).PinAsync(
            _folder.Path, new DockerfileConfig("Dockerfile", ".", arguments, HasNetwork: false, new ConfigLocation("pipelines.yaml", 1, 1)), Cancellation);
    }
}

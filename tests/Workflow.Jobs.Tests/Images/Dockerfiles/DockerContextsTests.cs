using System.Formats.Tar;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Images.Dockerfiles;

public sealed class DockerContextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _artifacts;

    public DockerContextsTests()
    {
        _artifacts = new DirectoryArtifactStore(_folder.File("artifacts"));
        Write("image/Dockerfile", "FROM scratch\n");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PinAsync_AContext_HasWhatIsNotLeftOutAndAlwaysTheDockerfile()
    {
        Write("image/.dockerignore", "*\n!kept\n");
        Write("image/kept/a.txt", "a");
        Write("image/other.txt", "b");
        DockerfileDefinition pinned = await PinAsync("image/Dockerfile", "image");
        Assert.Equal("Dockerfile", pinned.Path);
        Assert.Equal([".dockerignore", "Dockerfile", "kept/", "kept/a.txt"], await NamesAsync(pinned));
        File.SetLastWriteTimeUtc(_folder.File("image/kept/a.txt"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(pinned.ContextSha256, (await PinAsync("image/Dockerfile", "image")).ContextSha256);
    }

    [Theory]
    [InlineData("image/Dockerfile", "other", "is no folder")]
    [InlineData("image/Nothing", "image", "does not exist")]
    [InlineData("pipelines.yaml", "image", "is not in the context")]
    public async Task PinAsync_DockerfileOrContextIsNotThere_IsTold(string dockerfile, string context, string expected)
    {
        Write("pipelines.yaml", string.Empty);
        Assert.Contains(expected, (await Assert.ThrowsAsync<ConfigurationException>(() => PinAsync(dockerfile, context))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PinAsync_ALink_IsRefusedUnlessItIsLeftOut()
    {
        File.CreateSymbolicLink(_folder.File("image/link"), "/etc/passwd");
        Directory.CreateSymbolicLink(_folder.File("image/way"), "/etc");
        Assert.Contains("is a link", (await Assert.ThrowsAsync<ConfigurationException>(() => PinAsync("image/Dockerfile", "image"))).Message, StringComparison.Ordinal);
        Write("image/.dockerignore", "link\nway\n");
        Assert.Equal([".dockerignore", "Dockerfile"], await NamesAsync(await PinAsync("image/Dockerfile", "image")));
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllText(_folder.File(path), text);
    }

    private Task<DockerfileDefinition> PinAsync(string dockerfile, string context) => new DockerContexts(_artifacts).PinAsync(
        _folder.Path,
        new DockerfileConfig(dockerfile, context, new Dictionary<string, string>(StringComparer.Ordinal), HasNetwork: false, new ConfigLocation("pipelines.yaml", 1, 1)),
        Cancellation);

    private async Task<IReadOnlyList<string>> NamesAsync(DockerfileDefinition pinned)
    {
        await using FileStream file = File.OpenRead(await _artifacts.FileAsync(pinned.ContextSha256, Cancellation));
        await using var tar = new TarReader(file);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: false, Cancellation) is { } entry) names.Add(entry.Name);
        return names;
    }
}

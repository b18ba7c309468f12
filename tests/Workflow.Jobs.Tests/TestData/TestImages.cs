using System.IO.Compression;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Json;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>A home with a stand-in for the published scorer, and a scoring pipeline file: quick where the real scorer takes minutes to publish.</summary>
internal sealed class TestImages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TestImages(string homeName)
    {
        Home = new WorkflowHome(_folder.File(homeName));
        Publisher = new ScorerPublisher(Home, null);
        Layout = new ImageLayout(Home);
        Archive = new ImageArchive(Layout);
    }

    public WorkflowHome Home { get; }

    public ScorerPublisher Publisher { get; }

    public ImageLayout Layout { get; }

    public ImageArchive Archive { get; }

    public EngineLayer Engine { get; private set; } = null!;

    public string PipelineFile => _folder.File("model.pipeline");

    public string PipelineSha256 => Sha256Hex.Of(File.ReadAllBytes(PipelineFile));

    /// <summary>Makes a home.</summary>
    /// <param name="homeName">Name of its directory.</param>
    /// <param name="scorer">The program in place of the scorer.</param>
    /// <param name="pipeline">Name of the scoring pipeline. A name of its own makes a file, a hash and labels of its own.</param>
    public static Task<TestImages> CreateAsync(string homeName = "home", string scorer = "#!/bin/sh\nexit 0\n", string pipeline = "sample") =>
        CreateAsync(homeName, System.Text.Encoding.UTF8.GetBytes(scorer), pipeline);

    /// <summary>Makes a home.</summary>
    /// <param name="homeName">Name of its directory.</param>
    /// <param name="program">The program in place of the scorer.</param>
    /// <param name="pipeline">Name of the scoring pipeline.</param>
    public static async Task<TestImages> CreateAsync(string homeName, byte[] program, string pipeline = "sample")
    {
        var images = new TestImages(homeName);
        PipelineDraft draft = SamplePipelines.Binary();
        await File.WriteAllBytesAsync(images.PipelineFile, (draft with { Manifest = draft.Manifest with { Name = pipeline } }).ToZip().ToBytes());
        using var tar = new MemoryStream();
        await DeterministicTar.WriteAsync(tar, [new TarFile("app/scorer", true, () => new MemoryStream(program))], CancellationToken.None);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar.ToArray());
        string hash = new('e', 64);
        images.Engine = new EngineLayer(
            hash, Sha256Hex.Of(packed.ToArray()), Sha256Hex.Of(tar.ToArray()), packed.Length, tar.Length, "10.0.1", "10.0.2",
            [new SystemLibrary("/lib/libm.so.6", "/usr/lib/libm.so.6", new string('f', 64), "libc6 2.36")])
        {
            ScorerSha256 = Sha256Hex.Of(program),
            Packs = [new EnginePack("Some.Runtime.linux-x64", "10.0.2", Convert.ToBase64String(new byte[64])), new EnginePack("Some.Tool", "1.2.3", null)],
        };
        AtomicFile.Write(images.Publisher.LayerPath(hash), packed.ToArray());
        AtomicFile.Write(images.Publisher.ScorerPath(hash), program);
        AtomicFile.Write(Path.Combine(images.Home.Engine, hash, "engine.json"), JobsJson.WriteUtf8(images.Engine));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(images.Publisher.ScorerPath(hash), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return images;
    }

    public Task<BuiltImage> BuildAsync() => new ImageBuilder(Layout, Publisher).BuildAsync(Engine, PipelineFile, TestContext.Current.CancellationToken);

    /// <summary>What builds images as pipelines want them.</summary>
    public PipelineImages Images(IArtifactStore? artifacts = null) =>
        Images(artifacts ?? new DirectoryArtifactStore(Home.Artifacts), () => new DockerBuild(DockerAddress.CreateClient()));

    public PipelineImages Images(IArtifactStore artifacts, Func<DockerBuild> docker) =>
        new(new ImageBuilder(Layout, Publisher), new BaseImages(Layout), new DockerfileImages(Layout, Archive, artifacts, Home, docker), artifacts);

    public void Dispose() => _folder.Dispose();
}

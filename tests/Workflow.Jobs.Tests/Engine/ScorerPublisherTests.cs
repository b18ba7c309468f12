using System.Runtime.Versioning;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.PublishScorer;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Engine;

[SupportedOSPlatform("linux")]
public sealed class ScorerPublisherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_WholeScorer_IsFound()
    {
        using TestImages images = await TestImages.CreateAsync();
        Assert.Equivalent(images.Engine, images.Publisher.Find(images.Engine.SourceHash));
        Assert.Null(images.Publisher.Find(new string('0', 64)));
    }

    [Theory]
    [InlineData("engine.json")]
    [InlineData("layer.tar.gz")]
    [InlineData("scorer")]
    public async Task Find_FileIsMissingCutOrChanged_IsNone(string name)
    {
        using TestImages images = await TestImages.CreateAsync();
        string file = Path.Combine(images.Home.Engine, images.Engine.SourceHash, name);
        byte[] whole = await File.ReadAllBytesAsync(file, Cancellation);
        foreach (byte[] damaged in (byte[][])[[], whole[..^1], [.. whole[..^1], (byte)~whole[^1]]])
        {
            File.Delete(file);
            await File.WriteAllBytesAsync(file, damaged, Cancellation);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Assert.Null(images.Publisher.Find(images.Engine.SourceHash));
        }

        File.Delete(file);
        Assert.Null(images.Publisher.Find(images.Engine.SourceHash));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task Find_AnotherDescription_IsNone(string text)
    {
        using TestImages images = await TestImages.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(images.Home.Engine, images.Engine.SourceHash, "engine.json"), text, Cancellation);
        Assert.Null(images.Publisher.Find(images.Engine.SourceHash));
    }

    [Fact]
    public async Task Find_ScorerThatCannotBeRun_IsNone()
    {
        using TestImages images = await TestImages.CreateAsync();
        File.SetUnixFileMode(images.Publisher.ScorerPath(images.Engine.SourceHash), UnixFileMode.UserRead);
        Assert.Null(images.Publisher.Find(images.Engine.SourceHash));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task EnsureAsync_DamagedSinceItWasPublished_IsMadeAnewUnderTheSameName()
    {
        using var sources = new ScorerSources();
        EngineLayer first = await sources.Publisher.EnsureAsync(null, Cancellation);
        string layer = sources.Publisher.LayerPath(first.SourceHash);
        PreparedStep step = await PrepareStepAsync(sources);
        Assert.True(await StandsAsync(step));
        string bystander = Path.Combine(sources.Home.Engine, first.SourceHash, "left-over");
        await File.WriteAllTextAsync(bystander, "x", Cancellation);
        DateTime untouched = File.GetLastWriteTimeUtc(layer);
        await sources.Publisher.EnsureAsync(null, Cancellation);
        Assert.Equal(untouched, File.GetLastWriteTimeUtc(layer));

        foreach (string name in (string[])["layer.tar.gz", "engine.json", "scorer"])
        {
            File.Delete(Path.Combine(sources.Home.Engine, first.SourceHash, name));
            Assert.False(await StandsAsync(step));
            EngineLayer again = await sources.Publisher.EnsureAsync(null, Cancellation);
            Assert.Equal((first.SourceHash, first.DiffId), (again.SourceHash, again.DiffId));
            Assert.Equal(again.Digest, await Sha256Hex.OfFileAsync(layer, Cancellation));
            Assert.True(await StandsAsync(step));
            Assert.Equal([first.SourceHash], Directory.EnumerateDirectories(sources.Home.Engine).Select(path => Path.GetFileName(path)));
        }

        Assert.False(File.Exists(bystander));
    }

    [Fact]
    public async Task EnsureAsync_Compiler_SeesWhatItNeedsAndNoSecrets()
    {
        Environment.SetEnvironmentVariable("WORKFLOW_TEST_DATABASE", "postgres://user:secret@host/database");
        Environment.SetEnvironmentVariable("NUGET_TEST_FEED", "a feed");
        using var sources = new ScorerSources();
        EngineLayer layer = await sources.Publisher.EnsureAsync(null, Cancellation);
        Assert.Equal([new EnginePack("Some.Runtime.linux-x64", "10.0.2", null), new EnginePack("Some.Tool", "1.2.3", null)], layer.Packs);

        // The scorer of these sources is the environment that it was compiled in.
        string[] seen = await File.ReadAllLinesAsync(sources.Publisher.ScorerPath(layer.SourceHash), Cancellation);
        Assert.Contains("NUGET_TEST_FEED=a feed", seen);
        Assert.Contains($"HOME={Environment.GetEnvironmentVariable("HOME")}", seen);
        Assert.Contains("DOTNET_CLI_TELEMETRY_OPTOUT=1", seen);
        Assert.DoesNotContain(seen, line => line.Contains("WORKFLOW_", StringComparison.Ordinal) || line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_TwoProcessesReplaceADamagedOne_LeaveOneWhole()
    {
        using TestImages images = await TestImages.CreateAsync();
        var published = new PublishedScorers(images.Home);
        string scorer = images.Publisher.ScorerPath(images.Engine.SourceHash);
        byte[] program = await File.ReadAllBytesAsync(scorer, Cancellation);
        byte[] layer = await File.ReadAllBytesAsync(images.Publisher.LayerPath(images.Engine.SourceHash), Cancellation);
        string Prepare()
        {
            string directory = published.CreateTemporary();
            File.WriteAllBytes(PublishedScorers.ScorerIn(directory), program);
            File.SetUnixFileMode(PublishedScorers.ScorerIn(directory), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllBytes(PublishedScorers.LayerIn(directory), layer);
            return directory;
        }

        for (int round = 0; round < 20; round++)
        {
            File.Delete(scorer);
            string[] prepared = [Prepare(), Prepare()];
            EngineLayer[] added = await Task.WhenAll(prepared.Select(directory => Task.Run(() => published.Add(directory, images.Engine), Cancellation)));
            Assert.All(added, one => Assert.Equivalent(images.Engine, one));
            Assert.NotNull(published.Find(images.Engine.SourceHash));
            foreach (string left in prepared.Where(Directory.Exists)) Directory.Delete(left, recursive: true);
            Assert.Single(Directory.EnumerateFileSystemEntries(images.Home.Engine));
        }
    }

    private static Task<PreparedStep> PrepareStepAsync(ScorerSources sources)
    {
        var claim = new StepClaim("r", "publish-scorer", 1);
        var context = new StepContext(
            claim,
            SampleDefinitions.Of("publish-scorer"),
            new Dictionary<string, StepOutputs>(StringComparer.Ordinal),
            new DirectoryArtifactStore(sources.Home.Artifacts),
            new Lazy<string>(sources.Home.Work),
            new Progress<StepProgress>(),
            new CollectedLog());
        return new PublishScorerStep(sources.Publisher).PrepareAsync(context, Cancellation);
    }

    private static Task<bool> StandsAsync(PreparedStep step) => step.StillStandsAsync!(StepOutputs.None, Cancellation);
}

using Workflow.Jobs.Sources;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Tests.Sources;

public sealed class SourceResolverTests
{
    private static readonly byte[] Content = "n,y\n1,0\n"u8.ToArray();
    private static readonly SimulatedSource Simulated = new("hydraulic-rig", 7, 10, Native: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResolveAsync_MirrorHasTheFile_AsksNobodyElse()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        string path = Mirror(downloads, "data.csv", Content);
        ResolvedSource source = await ResolveAsync(downloads, new MirrorSource("data.csv", Sha256Hex.Of(Content)), downloads.Source(), Simulated);
        Assert.Equal(new SourceFile(path, Sha256Hex.Of(Content), Simulated: false), source.File);
        Assert.Equal("mirror data.csv", source.Origin);
        Assert.Empty(source.PassedOver);
        Assert.Empty(downloads.Server.Asked);
    }

    [Fact]
    public async Task ResolveAsync_NothingInTheMirror_IsDownloaded()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, null);
        Mirror(downloads, "other.csv", Content);
        ResolvedSource source = await ResolveAsync(downloads, new MirrorSource("data.csv", null), downloads.Source(), Simulated);
        Assert.Equal(Content, await File.ReadAllBytesAsync(source.File.Path, Cancellation));
        Assert.Equal($"url {downloads.Server.Url}", source.Origin);
        Assert.Equal([$"mirror data.csv: not in {downloads.File("mirror")}, nor one level below"], source.PassedOver);
    }

    // Simulated data are marked as such, whoever reads them.
    [Fact]
    public async Task ResolveAsync_NothingElseServes_IsSimulatedOnceAndSaysSo()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Status(404);
        ResolvedSource source = await ResolveAsync(downloads, new MirrorSource("data.csv", null), downloads.Source(), Simulated);
        Assert.True(source.File.Simulated);
        Assert.Equal("simulator hydraulic-rig, seed 7", source.Origin);
        Assert.Equal($"url {downloads.Server.Url}: {downloads.Server.Url}: the server answered 404 Not Found", source.PassedOver[1]);
        Assert.Equal(await Sha256Hex.OfFileAsync(source.File.Path, Cancellation), source.File.Sha256);

        DateTime written = File.GetLastWriteTimeUtc(source.File.Path);
        Assert.Equal(source.File, (await ResolveAsync(downloads, Simulated)).File);
        Assert.Equal(written, File.GetLastWriteTimeUtc(source.File.Path));
        Assert.NotEqual(source.File.Sha256, (await ResolveAsync(downloads, Simulated with { Seed = 8 })).File.Sha256);
    }

    [Fact]
    public async Task ResolveAsync_MirrorHasWrongBytes_IsRefusedWhateverComesBehind()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        string path = Mirror(downloads, "data.csv", Content);
        string expected = Sha256Hex.Of([1]);
        var wrong = await Assert.ThrowsAsync<SourceException>(() => ResolveAsync(downloads, new MirrorSource("data.csv", expected), Simulated));
        Assert.Equal($"{path}: SHA-256 is {Sha256Hex.Of(Content)}, but the recipe asks for {expected}", wrong.Message);
    }

    [Fact]
    public async Task ResolveAsync_DownloadHasWrongBytes_IsRefusedWhateverComesBehind()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, null);
        await Assert.ThrowsAsync<SourceException>(() => ResolveAsync(downloads, downloads.Source(Sha256Hex.Of([1])), Simulated));
    }

    [Fact]
    public async Task ResolveAsync_NoSource_TellsWhyNotOfEachAndWhatToDo()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Status(403);
        var none = await Assert.ThrowsAsync<SourceException>(() => ResolveAsync(downloads, new MirrorSource("data.csv", null), downloads.Source()));
        Assert.StartsWith("recipe rig: no source can be had.\n  mirror data.csv: ", none.Message, StringComparison.Ordinal);
        Assert.Contains("the server answered 403 Forbidden\n", none.Message, StringComparison.Ordinal);
        Assert.EndsWith("name that directory in WORKFLOW_DATA_MIRROR, or make an address of the recipe reachable.", none.Message, StringComparison.Ordinal);
    }

    private static string Mirror(TestDownloads downloads, string name, byte[] content)
    {
        Directory.CreateDirectory(downloads.File("mirror"));
        File.WriteAllBytes(downloads.File("mirror", name), content);
        return downloads.File("mirror", name);
    }

    private static Task<ResolvedSource> ResolveAsync(TestDownloads downloads, params SourceDefinition[] sources)
    {
        Directory.CreateDirectory(downloads.File("mirror"));
        var mirrors = new Mirrors(new SourceOptions { Mirrors = [downloads.File("mirror")] });
        RecipeDefinition recipe = RecipeLoader.Read("name: rig\nkind: table\nsources: [{mirror: a}]\ncolumns: {n: {type: number}}\nlabels: {columns: {y: {0: a, 1: b}}}\n", "r.yaml");
        return new SourceResolver(downloads.Home, mirrors, downloads.Downloader).ResolveAsync(recipe with { Sources = sources }, null, Cancellation);
    }
}

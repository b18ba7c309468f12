using Workflow.Training.Recipes.Sources;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes;

public sealed class SourceListLoaderTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Read_SeveralSources_KeepTheirOrder()
    {
        IReadOnlyList<SourceDefinition> sources = Load("  - simulate: hydraulic-rig\n  - url: https://example.org/a.zip\n  - mirror: a.zip\n  - mirror: b.zip");
        Assert.Equal(
            ["simulator hydraulic-rig, seed 0", "url https://example.org/a.zip", "mirror a.zip", "mirror b.zip"],
            sources.Select(source => source.Description));
    }

    [Fact]
    public void Read_OneSourceWithoutAList_IsAListOfOne() =>
        Assert.Equal(new MirrorSource("a.zip", null), Assert.Single(TestRecipes.Load(TestRecipes.Sensors.Replace("sources:\n  - mirror: rig.zip", "sources: {mirror: a.zip}", StringComparison.Ordinal)).Sources));

    [Fact]
    public void Read_Url_HasTheDefaultsOfTheDocumentation() => Assert.Equal(
        new UrlSource(new Uri("https://example.org/a.zip"), null, AllowHttp: false, 1024L << 20, TimeSpan.FromMinutes(60)),
        Assert.Single(Load("  - url: https://example.org/a.zip")));

    [Fact]
    public void Read_UrlWithEverything_KeepsIt() => Assert.Equal(
        new UrlSource(new Uri("http://example.org/a.zip?b=c"), Digest, AllowHttp: true, 1L << 20, TimeSpan.FromHours(24)),
        Assert.Single(Load($"  - {{url: \"http://example.org/a.zip?b=c\", allowHttp: true, maxMiB: 1, timeoutMinutes: 1440, sha256: {Digest}}}")));

    [Fact]
    public void Read_LargestDownload_IsATebibyte() =>
        Assert.Equal(1L << 40, Assert.IsType<UrlSource>(Assert.Single(Load("  - {url: \"https://example.org\", maxMiB: 1048576}"))).MaximumBytes);

    [Fact]
    public void Read_Sha256InCapitals_IsTheSame() =>
        Assert.Equal(new MirrorSource("a.zip", Digest), Assert.Single(Load($"  - {{mirror: a.zip, sha256: {Digest.ToUpperInvariant()}}}")));

    [Theory]
    [InlineData("{simulate: hydraulic-rig}", 0, 2205, false)]
    [InlineData("{simulate: hydraulic-rig, seed: 7, cycles: 1, rate: native}", 7, 1, true)]
    [InlineData("{simulate: hydraulic-rig, seed: 2147483647, cycles: 2205, rate: 1hz}", int.MaxValue, 2205, false)]
    public void Read_Simulator_HasItsSeedCyclesAndRate(string source, long seed, int cycles, bool native) =>
        Assert.Equal(new SimulatedSource("hydraulic-rig", seed, cycles, native), Assert.Single(Load($"  - {source}")));

    [Theory]
    [InlineData("{mirror: a.zip, seed: 1}", "sources.seed: unknown key; allowed: mirror, url, simulate, sha256")]
    [InlineData("{mirror: a.zip, shA256: x}", "sources.shA256: unknown key; did you mean 'sha256'?")]
    [InlineData("{mirror: 'C:\\a.zip'}", "is not a plain file name")]
    [InlineData("{mirror: .}", "sources.mirror: '.' is not a plain file name")]
    [InlineData("{simulate: hydraulic-rig, sha256: x}", "sources.sha256: unknown key")]
    [InlineData("{simulate: hydraulic-rig, cycles: 0}", "sources.cycles: '0' is not a whole number from 1 to 2205")]
    [InlineData("{simulate: hydraulic-rig, cycles: 2206}", "sources.cycles: '2206' is not a whole number from 1 to 2205")]
    [InlineData("{simulate: hydraulic-rig, seed: -1}", "sources.seed: '-1' is not a whole number from 0 to 2147483647")]
    [InlineData("{url: \"https://example.org\", timeoutMinutes: 1441}", "sources.timeoutMinutes: '1441' is not a whole number from 1 to 1440")]
    [InlineData("{url: \"https://example.org\", timeoutMinutes: 0}", "sources.timeoutMinutes: '0' is not a whole number from 1 to 1440")]
    [InlineData("{url: \"https://example.org\", maxMiB: 1048577}", "sources.maxMiB: '1048577' is not a whole number from 1 to 1048576")]
    [InlineData("{url: \"https://example.org\", allowHttp: 1}", "sources.allowHttp: '1' is neither true nor false")]
    [InlineData("{url: example.org/a.zip}", "sources.url: 'example.org/a.zip' is not an http(s) address")]
    [InlineData("{url: \"file:///etc/passwd\", allowHttp: true}", "sources.url: 'file:///etc/passwd' is not an http(s) address")]
    [InlineData("{url: /a.zip}", "sources.url: '/a.zip' is not an http(s) address")]
    [InlineData("{mirror: a, simulate: hydraulic-rig}", "a source is one of 'mirror: FILE', 'url: ADDRESS' or 'simulate: NAME'")]
    [InlineData("{}", "a source is one of 'mirror: FILE', 'url: ADDRESS' or 'simulate: NAME'")]
    [InlineData("{mirror: [a, b]}", "sources.mirror: a text is expected, and this is a list")]
    public void Read_OneMistake_IsReported(string source, string expected) =>
        Assert.Contains(expected, TestRecipes.Problems(Recipe($"  - {source}")), StringComparison.Ordinal);

    // Each source in its own line, so that one mistake hides no other.
    [Fact]
    public void Read_MistakesInSeveralSources_AreAllReported()
    {
        string[] problems = TestRecipes.Problems(Recipe("  - mirror: a/b\n  - url: ftp://c\n  - simulate: rig")).Split('\n');
        Assert.Equal(["r.yaml:6:", "r.yaml:7:", "r.yaml:8:"], problems.Select(problem => problem[..9]));
    }

    private static IReadOnlyList<SourceDefinition> Load(string sources) => TestRecipes.Load(Recipe(sources)).Sources;

    private static string Recipe(string sources) => TestRecipes.Sensors.Replace("  - mirror: rig.zip", sources, StringComparison.Ordinal);
}

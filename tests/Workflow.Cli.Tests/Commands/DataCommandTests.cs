using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

public sealed class DataCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Data_OfAPipeline_IsTheTableWithTheLabelLast()
    {
        using var desk = new Desk();

        CommandResult data = (await desk.RunAsync("data", "gated", "--out", "a.csv")).Succeeded();

        Assert.Empty(data.Output);
        Assert.Contains("40 rows, 1 column and state from", data.Error, StringComparison.Ordinal);
        Assert.Contains("into a.csv", data.Error, StringComparison.Ordinal);
        string[] lines = await ReadAsync(desk, "a.csv");
        Assert.Equal(["a,state", .. Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}")], lines);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Data_TrainAndTest_AreTheWholeTableDividedAsByTheRun()
    {
        using var desk = new Desk();
        CommandResult run = (await desk.RunAsync("run", "gated", "--json")).Succeeded();
        (await desk.RunAsync("data", "gated", "--out", "all.csv")).Succeeded();
        (await desk.RunAsync("data", "gated", "--part", "train", "--out", "train.csv")).Succeeded();
        (await desk.RunAsync("data", "gated", "--part", "test", "--out", "test.csv")).Succeeded();

        string[] all = await ReadAsync(desk, "all.csv");
        string[] train = await ReadAsync(desk, "train.csv");
        string[] test = await ReadAsync(desk, "test.csv");
        Assert.Equal(all[0], train[0]);
        Assert.Equal(all[0], test[0]);
        Assert.Equal(all[1..].Order(StringComparer.Ordinal), train[1..].Concat(test[1..]).Order(StringComparer.Ordinal));
        Assert.Contains($"{train.Length - 1} ", run.Json.GetProperty("steps")[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{test.Length - 1} ", run.Json.GetProperty("steps")[1].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_Set_ChangesTheDivision()
    {
        using var desk = new Desk();
        (await desk.RunAsync("data", "gated", "--part", "test", "--out", "half.csv", "--set", "split.test=0.5")).Succeeded();
        Assert.Equal(21, (await ReadAsync(desk, "half.csv")).Length);
    }

    [Fact]
    public async Task Data_OfARecipe_TakesTheLabelThatIsNamed()
    {
        using var desk = new Desk();
        (await desk.RunAsync("data", "--recipe", "rig.yaml", "--target", "valve_cond_y", "--out", "valve.csv")).Succeeded();
        string[] lines = await ReadAsync(desk, "valve.csv");
        Assert.Equal(61, lines.Length);
        Assert.EndsWith(",valve_cond_y", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_RichFeatures_StandBesideTheBasicOnes()
    {
        using var desk = new Desk();
        (await desk.RunAsync("data", "rig", "--out", "basic.csv")).Succeeded();
        (await desk.RunAsync("data", "rig", "--features", "rich", "--out", "rich.csv")).Succeeded();
        (await desk.RunAsync("data", "rig", "--set", "features=rich", "--out", "set.csv")).Succeeded();
        (await desk.RunAsync("data", "--recipe", "rig.yaml", "--target", "cool_cond_y", "--features", "rich", "--out", "recipe.csv")).Succeeded();
        string[] basic = await ReadAsync(desk, "basic.csv"), rich = await ReadAsync(desk, "rich.csv");
        string[] names = basic[0].Split(',');
        Assert.StartsWith(string.Join(',', names[..^1]) + ",", rich[0], StringComparison.Ordinal);
        Assert.Contains($",{names[0]}_segment_12,", rich[0], StringComparison.Ordinal);
        Assert.Equal(rich, await ReadAsync(desk, "set.csv"));
        Assert.Equal(rich, await ReadAsync(desk, "recipe.csv"));
        Assert.All(basic.Zip(rich), rows => Assert.StartsWith(rows.First[..rows.First.LastIndexOf(',')] + ",", rows.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_RichFeaturesOfATable_AreRefused()
    {
        using var desk = new Desk();
        (await desk.RunAsync("data", "gated", "--features", "rich", "--out", "a.csv")).Refused(1, "only a recipe of kind sensor-archive has; use features: basic");
    }

    [Fact]
    public async Task Data_SimulatedWhereNoSourceIsThere_SaysSoWithTheReasons()
    {
        using var desk = new Desk();
        string recipe = await File.ReadAllTextAsync(desk.Folder.File("rig.yaml"), Cancel);
        desk.Folder.Write("rig.yaml", recipe.Replace("sources: [", "sources: [{mirror: nowhere-at-all.zip}, ", StringComparison.Ordinal));
        CommandResult data = (await desk.RunAsync("data", "rig", "--out", "a.csv")).Succeeded();
        Assert.Contains("SIMULATED DATA", data.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere-at-all.zip", data.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_SourceIsNowhere_LeavesNoFile()
    {
        using var desk = new Desk();
        (await desk.RunAsync("data", "unavailable", "--out", "a.csv")).Refused(1, "nowhere-at-all.csv");
        Assert.False(File.Exists(desk.Folder.File("a.csv")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(desk.Folder.Home, "work")));
    }

    [Fact]
    public async Task Data_OutputIsAFolder_IsRefused()
    {
        using var desk = new Desk();
        Directory.CreateDirectory(desk.Folder.File("folder"));
        (await desk.RunAsync("data", "gated", "--out", "folder")).Refused(1, "folder");
        Assert.Empty(Directory.EnumerateFiles(desk.Folder.Path, "*.tmp"));
    }

    private static Task<string[]> ReadAsync(Desk desk, string name) => File.ReadAllLinesAsync(desk.Folder.File(name), Cancel);
}

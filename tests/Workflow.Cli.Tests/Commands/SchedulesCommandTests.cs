using System.Text.Json;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Schedules, by a command that works by itself.</summary>
[Trait("Speed", "Slow")]
public sealed class SchedulesCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public SchedulesCommandTests() =>
        _desk.Folder.Add("greet: {steps: {say: {run: [sh, -c, \"echo hello\"]}}, schedules: {nightly: {cron: \"30 2 * * *\", zone: Europe/Berlin}}}");

    [Fact]
    public async Task Schedules_OfPipelinesYaml_AreListedPausedAndResumed()
    {
        JsonElement listed = Assert.Single((await _desk.RunAsync("schedules", "list", "--json")).Succeeded().Json.GetProperty("items").EnumerateArray());
        Assert.Equal(("greet", "nightly", "yaml", 5), (Text(listed, "pipeline"), Text(listed, "name"), Text(listed, "origin"), listed.GetProperty("nextTicks").GetArrayLength()));
        string table = (await _desk.RunAsync("schedules", "list")).Succeeded().Output;
        foreach (string word in (string[])["greet/nightly", "30 2 * * *", "Europe/Berlin", " 02:30:00 +0", "active"]) Assert.Contains(word, table, StringComparison.Ordinal);

        (await _desk.RunAsync("schedules", "pause", "greet/nightly")).Refused(2, "--reason");
        CommandResult paused = (await _desk.RunAsync("schedules", "pause", "greet/nightly", "--reason", "@ada moves the rig")).Succeeded();
        Assert.Equal("schedule greet/nightly is paused: @ada moves the rig\n", paused.Error);
        (await _desk.RunAsync("schedules", "pause", "greet/nightly", "--reason", "x")).Refused(1, "is paused already, by command line: @ada moves the rig");
        Assert.Contains("paused by command line: @ada moves the rig", (await _desk.RunAsync("schedules", "list")).Succeeded().Output, StringComparison.Ordinal);
        CommandResult resumed = (await _desk.RunAsync("schedules", "resume", Text(listed, "id"))).Succeeded();
        Assert.StartsWith("schedule greet/nightly goes on; it ticks next at ", resumed.Error, StringComparison.Ordinal);
        string shown = (await _desk.RunAsync("schedules", "show", "greet/nightly")).Succeeded().Output;
        foreach (string word in (string[])["in pipelines.yaml", "30 2 * * *  (Europe/Berlin)", "by command line: @ada moves the rig", "resumed"]) Assert.Contains(word, shown, StringComparison.Ordinal);
        (await _desk.RunAsync("schedules", "delete", "greet/nightly")).Refused(1, "is written in pipelines.yaml: edit it there");
    }

    [Fact]
    public async Task Create_ByAUser_IsShownAndDeleted()
    {
        string[] create = ["schedules", "create", "greet/hourly", "--cron", "@hourly", "--zone", "Asia/Kolkata", "--jitter", "5m", "--overlap", "skip", "--set", "priority=3"];
        JsonElement made = (await _desk.RunAsync([.. create, "--json"])).Succeeded().Json;
        Assert.Equal(("@hourly", "Asia/Kolkata", "5m", "skip", "user"), (Text(made, "cron"), Text(made, "zone"), Text(made, "jitter"), Text(made, "overlap"), Text(made, "origin")));
        (await _desk.RunAsync(create)).Refused(1, "pipeline greet has a schedule 'hourly' already");
        JsonElement shown = (await _desk.RunAsync("schedules", "show", "greet/hourly", "--json")).Succeeded().Json;
        Assert.Equal(Text(made, "id"), Text(shown.GetProperty("schedule"), "id"));
        Assert.Equal("by command line", Text(shown.GetProperty("history")[0], "message"));
        Assert.Equal("schedule greet/hourly is removed\n", (await _desk.RunAsync("schedules", "delete", "greet/hourly")).Succeeded().Error);
        (await _desk.RunAsync("schedules", "show", "greet/hourly")).Refused(1, "there is no schedule 'greet/hourly'; allowed: greet/nightly");
    }

    [Theory]
    [InlineData("create greet/x --cron nonsense", 1, "cron 'nonsense'")]
    [InlineData("create greet/x --cron @daily --zone Europe/Berln --misfire latst", 1, "Europe/Berlin", "misfire: 'latst' is unknown; did you mean 'latest'?")]
    [InlineData("create gret/x --cron @daily", 1, "did you mean 'greet'?")]
    [InlineData("create nightly --cron @daily", 1, "'nightly' names no schedule; write PIPELINE/NAME")]
    [InlineData("create greet/x", 2, "--cron")]
    [InlineData("show nightly", 1, "'nightly' names no schedule; write PIPELINE/NAME")]
    [InlineData("show greet/nihtly", 1, "did you mean 'greet/nightly'?")]
    [InlineData("preview 61", 1, "cron '61'")]
    public async Task Command_WithAMistake_IsRefusedInWords(string arguments, int exitCode, params string[] words) =>
        (await _desk.RunAsync(["schedules", .. arguments.Split(' ')])).Refused(exitCode, words);

    [Fact]
    public async Task List_OfABrokenFile_ShowsTheLastGoodOnesAndSaysSo()
    {
        (await _desk.RunAsync("schedules", "list")).Succeeded();
        _desk.Folder.Write("pipelines.yaml", "pipelines: [");
        CommandResult list = (await _desk.RunAsync("schedules", "list")).Succeeded();
        Assert.Contains("greet/nightly", list.Output, StringComparison.Ordinal);
        Assert.Contains("pipelines.yaml cannot be used, and the schedules are those of the last good one", list.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_OfACron_TellsFiveTicksWithoutAHome()
    {
        string[] lines = (await _desk.RunAsync("schedules", "preview", "@daily", "--zone", "Asia/Kolkata")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.EndsWith(" 00:00:00 +05:30", line, StringComparison.Ordinal));
        JsonElement json = (await _desk.RunAsync("schedules", "preview", "0 2 * * *", "--zone", "Europe/Berlin", "--json")).Succeeded().Json;
        Assert.Equal(5, json.GetProperty("nextTicks").GetArrayLength());
        Assert.False(Directory.Exists(_desk.Folder.Home));
    }

    [Fact]
    public async Task RunNowAndBackfill_WithoutAServer_WaitForOneAndSaySo()
    {
        CommandResult now = (await _desk.RunAsync("schedules", "run-now", "greet/nightly")).Succeeded();
        Assert.Contains("no server runs here: the run begins when `workflow up` does", now.Error, StringComparison.Ordinal);
        string[] backfill = ["runs", "backfill", "greet/nightly", "--from", "2026-01-01", "--to", "2026-01-03", "--parallel", "2"];
        CommandResult asked = (await _desk.RunAsync([.. backfill, "--json"])).Succeeded();
        Assert.Equal((3, 0), (asked.Json.GetProperty("asked").GetInt32(), asked.Json.GetProperty("known").GetInt32()));
        Assert.Contains("no server runs here: the runs begin when `workflow up` does", asked.Error, StringComparison.Ordinal);
        Assert.Contains("0 runs of schedule greet/nightly are asked for; 3 were asked for before", (await _desk.RunAsync(backfill)).Succeeded().Error, StringComparison.Ordinal);
        (await _desk.RunAsync("runs", "backfill", "greet/nightly", "--from", "2026-01-03", "--to", "2026-01-01")).Refused(1, "before it begins");
        (await _desk.RunAsync([.. backfill[..^1], "0"])).Refused(2, "--parallel: '0' is no whole number from 1 to 1000");
        Assert.Contains("nobody works on runs", (await _desk.RunAsync("workers", "list")).Succeeded().Output, StringComparison.Ordinal);
    }

    public void Dispose() => _desk.Dispose();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

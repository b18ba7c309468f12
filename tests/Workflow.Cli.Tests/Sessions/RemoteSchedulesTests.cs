using System.Text.Json;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Sessions;

/// <summary>Schedules while a server runs: it carries them out, and commands ask it.</summary>
[Trait("Speed", "Slow")]
public sealed class RemoteSchedulesTests
{
    private const string Pipeline = "greet: {steps: {say: {run: [sh, -c, \"echo hello\"]}}, schedules: {each-second: {cron: \"* * * * * *\"}, yearly: {cron: \"@yearly\"}}}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_OfEachSecond_BeginsARunForATickUntilItIsPaused()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        desk.Folder.Add(Pipeline);

        JsonElement run = (await UntilAsync(desk, run => run.State() == "Succeeded")).First(run => run.State() == "Succeeded");
        JsonElement schedule = (await desk.RunAsync("schedules", "show", "greet/each-second", "--json")).Succeeded().Json.GetProperty("schedule");
        Assert.Equal(("Schedule", schedule.GetProperty("id").GetString()), (run.GetProperty("causeKind").GetString(), run.GetProperty("causeId").GetString()));
        Assert.Contains("greet/each-second", run.GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, run.GetProperty("logicalAt").GetDateTimeOffset().Millisecond);

        JsonElement paused = (await desk.RunAsync("schedules", "pause", "greet/each-second", "--reason", "enough", "--json")).Succeeded().Json;
        Assert.Equal(("enough", "command line"), (paused.GetProperty("pauseReason").GetString(), paused.GetProperty("pausedBy").GetString()));
        DateTimeOffset last = paused.GetProperty("lastTick").GetDateTimeOffset();

        // A later run of the same server: by then, a schedule that went on would have had its turn.
        (await desk.RunAsync("schedules", "run-now", "greet/yearly")).Succeeded();
        JsonElement[] runs = await UntilAsync(desk, run => run.GetProperty("cause").GetString() == "schedule greet/yearly, run now by command line" && run.State() == "Succeeded");
        JsonElement after = (await desk.RunAsync("schedules", "show", "greet/each-second", "--json")).Succeeded().Json.GetProperty("schedule");
        Assert.Equal(last, after.GetProperty("lastTick").GetDateTimeOffset());
        DateTimeOffset[] ticks = [.. runs.Where(run => run.GetProperty("causeKind").GetString() == "Schedule").Select(run => run.GetProperty("logicalAt").GetDateTimeOffset())];
        Assert.All(ticks, tick => Assert.True(tick <= last, $"{tick:O} after {last:O}"));
        Assert.Equal(ticks.Length, ticks.Distinct().Count());
    }

    [Fact]
    public async Task Commands_WhileAServerRuns_DoTheSameAsWithout()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        JsonElement made = (await desk.RunAsync("schedules", "create", "rig/yearly", "--cron", "@yearly", "--json")).Succeeded().Json;
        CommandResult list = (await desk.RunAsync("schedules", "list")).Succeeded();
        Assert.Contains("rig/yearly", list.Output, StringComparison.Ordinal);
        Assert.Empty(list.Error);
        CommandResult paused = (await desk.RunAsync("schedules", "pause", "rig/yearly", "--reason", "test")).Succeeded();
        Assert.Equal("schedule rig/yearly is paused: test\n", paused.Error);
        Assert.StartsWith("schedule rig/yearly goes on; it ticks next at ", (await desk.RunAsync("schedules", "resume", made.GetProperty("id").GetString()!)).Succeeded().Error, StringComparison.Ordinal);
        CommandResult backfill = (await desk.RunAsync("runs", "backfill", "rig/yearly", "--from", "2024-01-01", "--to", "2025-01-01")).Succeeded();
        Assert.Equal("2 runs of schedule rig/yearly are asked for\n", backfill.Error);
        IEnumerable<JsonElement> history = (await desk.RunAsync("schedules", "show", "rig/yearly", "--json")).Succeeded().Json.GetProperty("history").EnumerateArray();
        Assert.Equal(["backfill", "resumed", "paused", "created"], history.Select(item => item.GetProperty("kind").GetString()));
        Assert.All(history, item => Assert.StartsWith("by command line", item.GetProperty("message").GetString(), StringComparison.Ordinal));
        JsonElement worker = Assert.Single((await desk.RunAsync("workers", "list", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal(desk.Server.Id, worker.GetProperty("pid").GetInt32());
        Assert.Contains($"-{desk.Server.Id} ", (await desk.RunAsync("workers", "list")).Succeeded().Output, StringComparison.Ordinal);
        (await desk.RunAsync("schedules", "show", "rig/yaerly")).Refused(1, "there is no schedule 'rig/yaerly'; did you mean 'rig/yearly'?");
        (await desk.RunAsync("schedules", "create", "rig/bad", "--cron", "61 * * * *")).Refused(1, "61");
        Assert.Equal("schedule rig/yearly is removed\n", (await desk.RunAsync("schedules", "delete", "rig/yearly")).Succeeded().Error);
    }

    // Asks the server for the runs of the pipeline until one is as wanted.
    private static async Task<JsonElement[]> UntilAsync(ServingDesk desk, Func<JsonElement, bool> isWanted)
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        while (true)
        {
            JsonElement page = JsonDocument.Parse(await http.GetStringAsync(new Uri("api/v1/runs?pipeline=greet&limit=500", UriKind.Relative), Cancel)).RootElement;
            JsonElement[] runs = [.. page.GetProperty("items").EnumerateArray()];
            if (runs.Any(isWanted)) return runs;
            await Task.Delay(100, Cancel);
        }
    }
}

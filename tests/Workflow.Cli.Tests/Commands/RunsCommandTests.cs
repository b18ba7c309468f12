using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.Commands;

/// <summary>What is done with runs without a server.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsCommandTests
{
    private const string Approved = "approved: {recipe: rig.yaml, target: cool_cond_y, tags: [nightly], steps: {ingest: , split: {approval: true}}}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retry_ThenExplainAndShow_TellWhereTheResultsAreFrom()
    {
        using var desk = new Desk();
        string first = (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Run();

        JsonElement retried = (await desk.RunAsync("runs", "retry", first[^6..], "--json")).Succeeded().Json;

        Assert.NotEqual(first, retried.Run());
        Assert.Equal(("Retry", first), (retried.GetProperty("causeKind").GetString(), retried.GetProperty("causeId").GetString()));
        Assert.Equal(["ingest Reused", "split Reused"], retried.Steps());
        JsonElement explanation = (await desk.RunAsync("cache", "explain", "split", "--json")).Succeeded().Json;
        Assert.Equal((retried.Run(), first, first), (explanation.Run(), explanation.GetProperty("against").GetString(), explanation.GetProperty("reusedFrom").GetString()));
        Assert.Contains($"nothing differs from run {first}; the result of run {first} was reused", (await desk.RunAsync("cache", "explain", "split")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(["ingest Succeeded", "split Succeeded"], (await desk.RunAsync("runs", "retry", first, "--no-cache", "--json")).Succeeded().Json.Steps());
        JsonElement shown = (await desk.RunAsync("runs", "show", first, "--json")).Succeeded().Json;
        Assert.Equal(60, shown.GetProperty("dataset").GetProperty("rows").GetInt32());
        Assert.Equal("created", shown.GetProperty("history")[0].GetProperty("kind").GetString());
        Assert.Contains("History", (await desk.RunAsync("runs", "show", first)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_StepThatIsOver_StillTellsItsFigures()
    {
        using var desk = new Desk();
        desk.Folder.Add("figures: {steps: {fit: {run: [sh, -c, 'echo \"::metric rmse=0.25\"']}}}");
        string run = (await desk.RunAsync("run", "figures", "--json")).Succeeded().Json.Run();
        JsonElement step = (await desk.RunAsync("runs", "show", run, "--json")).Succeeded().Json.GetProperty("steps")[0];
        Assert.Equal(0.25, step.GetProperty("progress").GetProperty("metrics").GetProperty("rmse").GetDouble());
        Assert.Contains("rmse 0.25", (await desk.RunAsync("runs", "show", run)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_OfAStep_IsGivenOutAsItWasMade()
    {
        using var desk = new Desk();
        desk.Folder.Add("made: {steps: {fit: {run: [sh, -c, 'echo 0.25 > $WORKFLOW_OUTPUTS/rmse; printf \"a\\000b\" > $WORKFLOW_OUTPUTS/table'], outputs: {rmse: number, table: file}}}}");
        string run = (await desk.RunAsync("run", "made", "--json")).Succeeded().Json.Run();
        Assert.Contains("rmse = 0.25, table", (await desk.RunAsync("runs", "show", run)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("0.25", (await desk.RunAsync("runs", "output", run, "fit.rmse")).Succeeded().Output);
        string file = Path.Combine(desk.Folder.Home, "table.bin");
        (await desk.RunAsync("runs", "output", run[^6..], "fit.table", "--out", file)).Succeeded();
        Assert.Equal("a\0b"u8.ToArray(), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        (await desk.RunAsync("runs", "output", run, "fit.tabel")).Refused(1, "has no output 'tabel'; it has rmse, table");
        (await desk.RunAsync("runs", "output", run, "fot.table")).Refused(1, "has no step 'fot'; it has fit");
        (await desk.RunAsync("runs", "output", run, "table")).Refused(1, "write STEP.OUTPUT");
    }

    [Fact]
    public async Task Explain_OneSettingChanged_NamesItInALine()
    {
        using var desk = new Desk();
        (await desk.RunAsync("run", "rig")).Succeeded();
        (await desk.RunAsync("run", "rig", "--set", "split.seed=77")).Succeeded();
        string told = (await desk.RunAsync("cache", "explain", "split")).Succeeded().Output;
        Assert.Contains("1 thing differs from run ", told, StringComparison.Ordinal);
        Assert.Matches("(?m)^  parameters.*eed: 42 -> 77$", told);
    }

    [Fact]
    public async Task List_WithFilters_ListsThoseRuns()
    {
        using var desk = new Desk();
        (await desk.RunAsync("run", "rig", "--set", "split.seed=77")).Succeeded();
        Assert.Equal(1, (await desk.RunAsync("run", "unavailable")).ExitCode);
        Assert.Equal(2, (await desk.RunAsync("runs", "list", "--json")).Succeeded().Json.GetArrayLength());
        Assert.Equal("unavailable", Assert.Single((await desk.RunAsync("runs", "list", "--state", "failed", "--json")).Succeeded().Json.EnumerateArray()).GetProperty("pipeline").GetString());
        Assert.Single((await desk.RunAsync("runs", "list", "--pipeline", "rig", "--limit", "1", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Contains("rig: split.seed=77", (await desk.RunAsync("runs", "list")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("Runs: none is so", (await desk.RunAsync("runs", "list", "--tag", "none")).Succeeded().Output, StringComparison.Ordinal);
        (await desk.RunAsync("runs", "list", "--state", "faild")).Refused(2, "did you mean 'Failed'?");
        (await desk.RunAsync("runs", "list", "--limit", "0")).Refused(2, "from 1 to 500");
    }

    [Fact]
    public async Task Resume_RunThatFailed_GoesOnWhereItStoppedAndTellsHowItEnds()
    {
        using var desk = new Desk();
        string run = (await desk.RunAsync("run", "unavailable", "--json")).Json.Run();
        CommandResult again = await desk.RunAsync("runs", "resume", run, "--json");
        Assert.Equal(1, again.ExitCode);
        Assert.Equal((run, "Failed"), (again.Json.Run(), again.Json.State()));
        Assert.Contains("ingest: FAILED", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_WhatCannotBe_IsRefusedInWords()
    {
        using var desk = new Desk();
        string run = (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Run();
        (await desk.RunAsync("runs", "resume", run)).Refused(1, "nothing is left to do", "--from split");
        (await desk.RunAsync("runs", "resume", run, "--from", "spilt")).Refused(1, "did you mean 'split'?");
        (await desk.RunAsync("runs", "retry", run, "--detach")).Refused(1, "--detach needs a server");
        (await desk.RunAsync("runs", "cancel", run)).Refused(1, "is over already: it is Succeeded");
        (await desk.RunAsync("runs", "approve", run, "split")).Refused(1, "does not wait for approval");
        (await desk.RunAsync("runs", "logs", run, "--step", "spilt")).Refused(1, "did you mean 'split'?");
        (await desk.RunAsync("runs", "show", "abc")).Refused(1, "at least 4 letters");
        (await desk.RunAsync("runs", "show", "00000000")).Refused(1, "there is no run '00000000'");
        (await desk.RunAsync("cache", "explain", "spilt")).Refused(1, "did you mean 'split'?");
        Assert.Contains("has written nothing", (await desk.RunAsync("runs", "logs", run)).Succeeded().Error, StringComparison.Ordinal);
        string second = (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Run();
        (await desk.RunAsync("runs", "show", run[..4])).Refused(1, "may mean several runs", run, second);
    }

    [Fact]
    public async Task Approve_WhileAnotherCommandWorksOnTheRun_LetsItGoOn()
    {
        using var desk = new Desk();
        desk.Folder.Add(Approved);
        using WorkflowProcess working = desk.Start("run", "approved", "--json");
        string line = await working.ReadErrorUntilAsync("split: waits for approval: workflow runs approve ");
        string[] words = line.Split(' ');
        Assert.Contains("Waiting: split waits for approval", (await desk.RunAsync("status")).Succeeded().Output, StringComparison.Ordinal);
        (await desk.RunAsync("runs", "approve", words[^2], words[^1])).Succeeded();
        CommandResult run = (await working.EndAsync()).Succeeded();
        Assert.Equal(["ingest Succeeded", "split Succeeded"], run.Json.Steps());
        Assert.Equal("nightly", run.Json.GetProperty("tags")[0].GetString());
    }

    [Fact]
    public async Task Cancel_WhileAnotherCommandWorksOnTheRun_EndsIt()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess working = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);
        string run = (await desk.RunAsync("runs", "list", "--json")).Succeeded().Json[0].Run();
        (await desk.RunAsync("runs", "cancel", run)).Succeeded();
        CommandResult ended = await working.EndAsync();
        Assert.Equal(130, ended.ExitCode);
        Assert.Equal("Cancelled", ended.Json.State());
    }

    [Fact]
    public async Task Resume_RunThatNobodyWorksOn_TakesItUp()
    {
        using var desk = new Desk();
        desk.Folder.Add(Approved);
        using (WorkflowProcess working = desk.Start("run", "approved"))
        {
            await working.ReadErrorUntilAsync("waits for approval");
            working.Kill();
        }

        string run = (await desk.RunAsync("runs", "list", "--json")).Succeeded().Json[0].Run();
        (await desk.RunAsync("runs", "approve", run, "split")).Succeeded();
        Assert.Equal(["ingest Succeeded", "split Succeeded"], (await desk.RunAsync("runs", "resume", run, "--json")).Succeeded().Json.Steps());
    }
}

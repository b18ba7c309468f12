using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests;

/// <summary>What cannot be carried out as it was typed: exit code 2, told on standard error, the nearest name with it.</summary>
public sealed class WrongCommandLineTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "versoins", "workflow knows no 'versoins'; did you mean 'versions'?" },
        { "nosuch", "allowed: run, up, worker, workers, score," },
        { "run rig --jsn", "workflow run knows no '--jsn'; did you mean '--json'?" },
        { "run rig again", "workflow run knows no 'again'" },
        { "export pipelin x --out y", "workflow export knows no 'pipelin'; did you mean 'pipeline'?" },
        { "export", "pipeline" },
        { "image", "save" },
        { "", "workflow --help" },
        { "run", "'run'" },
        { "run rig --set", "'--set'" },
        { "data rig", "'--out' is required" },
        { "data rig --out x --part tset", "'test'" },
        { "score model --in x", "'--out' is required" },
        { "score model --out x", "'--in' is required" },
        { "stop", "'stop'" },
        { "up --port 65536", "--port: '65536' is no port" },
        { "gc --keep-newest x", "--keep-newest: 'x' is no whole number from 1 to 1000000" },
        { "gc --keep-newest 0", "--keep-newest: '0' is no whole number from 1 to 1000000" },
        { "gc --keep-days 99999999", "--keep-days: '99999999' is no whole number from 0 to 36500" },
        { "deploy rig --split x", "--split: 'x' is no whole number of at most 2147483647" },
        { "deploy rig --canary 5 --max-errors x", "--max-errors: 'x' is no number, such as 0.05" },
        { "deploy rig --canary 5 --step-time x", "--step-time: 'x' is no time of at least 1s, such as 30s, 5m or 1h" },
        { "traffic rig-dev --differing -1", "--differing: '-1' is no whole number from 0 to 10000" },
        { "endpoints logs rig-dev --lines 0", "--lines: '0' is no whole number from 1 to 10000" },
        { "runs list --limit x", "--limit: 'x' is no whole number from 1 to 500" },
        { "up --port -1", "'-1' is no port" },
        { "up --port http", "'http' is no port" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task CommandLine_Wrong_ExitsWithTwoAndTellsWhat(string arguments, string words)
    {
        using var desk = new Desk();
        (await desk.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Refused(2, words, " --help");
        Assert.False(Directory.Exists(desk.Folder.Home));
    }

    [Theory]
    [InlineData("run rgi", "did you mean 'rig'?")]
    [InlineData("data rgi --out x", "did you mean 'rig'?")]
    [InlineData("run rig --file nowhere.yaml", "nowhere.yaml")]
    [InlineData("data --out x", "name a pipeline")]
    [InlineData("data --recipe rig.yaml --out x", "--target")]
    [InlineData("data --recipe nowhere.yaml --target a --out x", "nowhere.yaml")]
    [InlineData("data --recipe rig.yaml --target cool_cond --out x", "cool_cond_y")]
    [InlineData("data --recipe rig.yaml --target cool_cond_y --part test --out x", "--part needs a pipeline")]
    [InlineData("stop rig-dev", "there is no endpoint 'rig-dev', nor any other")]
    [InlineData("export pipeline rig --out x", "there is no version of 'rig' yet")]
    [InlineData("export pipeline rig@one --out x", "written model@7")]
    [InlineData("image save rig@1 --out x", "there is no version of 'rig' yet")]
    [InlineData("score rig --in table.csv --out x", "there is no version of 'rig' yet")]
    [InlineData("score nowhere.pipeline --in table.csv --out x", "nowhere.pipeline")]
    [InlineData("check --file nowhere.yaml", "nowhere.yaml")]
    [InlineData("up --port 0 --file nowhere.yaml", "nowhere.yaml")]
    [InlineData("test --fast", "./workflow test")]
    public async Task Command_NamesWhatIsNotThere_ExitsWithOneAndTellsWhat(string arguments, string words)
    {
        using var desk = new Desk();
        (await desk.RunAsync(arguments.Split(' '))).Refused(1, words);
        Assert.False(File.Exists(desk.Folder.File("x")));
    }

    [Fact]
    public async Task Command_HomeCannotBeMade_SaysWhichVariableHelps()
    {
        using var desk = new Desk();
        string file = desk.Folder.Write("a-file", string.Empty);
        using WorkflowProcess status = WorkflowProcess.Start(desk.Folder.Path, Path.Combine(file, "home"), "status");
        (await status.EndAsync()).Refused(1, "WORKFLOW_HOME");
    }
}

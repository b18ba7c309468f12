using System.Globalization;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

[Collection(nameof(Trained))]
public sealed class ReproduceCommandTests(TrainedDesk trained)
{
    private const string Recipe = """
        name: cases
        kind: table
        row: case
        sources:
          - mirror: cases.csv
        table:
          separator: ","
        columns:
          x: {type: number}
          y: {type: number}
        labels:
          columns:
            state: {good: fine, bad: broken}

        """;

    [Fact]
    public async Task Reproduce_AVersion_ComesToTheSameBytes()
    {
        CommandResult again = (await trained.RunAsync("reproduce", "trained@1", "--train")).Succeeded();
        Assert.DoesNotContain("DIFFERS", again.Output, StringComparison.Ordinal);
        Assert.Contains("train.model            identical", again.Output, StringComparison.Ordinal);
        Assert.Contains("trained@1 is reproduced", again.Output, StringComparison.Ordinal);
        Assert.Contains("guard ...", again.Error, StringComparison.Ordinal);

        // Nothing was registered.
        Assert.Single((await trained.RunAsync("versions", "trained", "--json")).Succeeded().Json.EnumerateArray());
    }

    [Fact]
    public async Task Reproduce_NoVersionOrNothingToDo_SaysWhatToDo()
    {
        CommandResult unknown = await trained.RunAsync("reproduce", "trained@7", "--train");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("there are trained@1", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("--train", (await trained.RunAsync("reproduce", "trained@1")).Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Reproduce_AfterTheSourceHasChanged_NamesTheDatasetAndNotWhatFollowsFromIt()
    {
        using var desk = new Desk();
        desk.Variables["WORKFLOW_DATA_MIRROR"] = desk.Folder.Path;
        desk.Folder.Write("cases.csv", Cases(0.5));
        desk.Folder.Write("cases.yaml", Recipe);
        desk.Folder.Add("cases: {recipe: cases.yaml, target: state, train: {budget: {trials: 2}}, steps: {ingest: , split: , guard: , train: , validate: }}");
        (await desk.RunAsync("run", "cases")).Succeeded();

        // The recipe was pinned with the run: what its file says now does not matter.
        desk.Folder.Write("cases.yaml", Recipe.Replace("separator: \",\"", "separator: \";\"", StringComparison.Ordinal));
        (await desk.RunAsync("reproduce", "cases@1", "--train")).Succeeded();

        desk.Folder.Write("cases.csv", Cases(0.6));
        CommandResult changed = await desk.RunAsync("reproduce", "cases@1", "--train", "--json");
        Assert.Equal(1, changed.ExitCode);
        Assert.Equal("dataset", changed.Json.GetProperty("firstDifference").GetProperty("output").GetString());
        Assert.Single(changed.Json.GetProperty("artifacts").EnumerateArray());
    }

    private static string Cases(double last)
    {
        IEnumerable<string> rows = Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 37 % 100},{i * 61 % 97},{(i * 37 % 100 > 50 ? "good" : "bad")}"));
        return string.Join('\n', ["x,y,state", .. rows, string.Create(CultureInfo.InvariantCulture, $"{last},1,bad"), string.Empty]);
    }
}

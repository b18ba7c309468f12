using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Cli.Tests.Commands;

public sealed class CheckCommandTests
{
    [Fact]
    public async Task Check_NothingIsWrong_NamesThePipelinesAndMakesNoHome()
    {
        using var desk = new Desk();
        CommandResult check = (await desk.RunAsync("check")).Succeeded();
        Assert.Empty(check.Output);
        Assert.Contains("3 pipelines, nothing wrong: rig, gated, unavailable", check.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(desk.Folder.Home));
    }

    [Fact]
    public async Task Check_FileOfThisRepository_NothingIsWrong()
    {
        using var desk = new Desk();
        (await desk.RunAsync("check", "--file", Repository.Path("pipelines.yaml"))).Succeeded();
    }

    [Fact]
    public async Task Check_KeysThatAreNotThere_AreAllToldWithTheirLines()
    {
        using var desk = new Desk();
        desk.Folder.Add("first: {recipe: rig.yaml, targte: cool_cond_y, steps: {ingest: , split: }}");
        desk.Folder.Add("second: {recipe: rig.yaml, target: cool_cond_y, split: {test: 2}, steps: {ingest: , split: }}");
        (await desk.RunAsync("check")).Refused(1, "pipelines.yaml:5:", "did you mean 'target'?", "pipelines.yaml:7:", "2");
    }

    [Fact]
    public async Task Check_LabelIsNotInTheRecipe_IsToldWithTheNearest()
    {
        using var desk = new Desk();
        desk.Folder.Add("other: {recipe: rig.yaml, target: cool_cond_x, steps: {ingest: , split: }}");
        (await desk.RunAsync("check")).Refused(1, "cool_cond_x", "did you mean 'cool_cond_y'?");
    }

    [Fact]
    public async Task Check_RichFeaturesOfATable_AreRefusedWithWhatToDo()
    {
        using var desk = new Desk();
        desk.Folder.Add("other: {recipe: gated.yaml, target: state, features: rich, steps: {ingest: , split: }}");
        (await desk.RunAsync("check")).Refused(1, "pipelines.other.features: ", "only a recipe of kind sensor-archive has; use features: basic");
    }

    [Fact]
    public async Task Check_RecipesAreWrong_AreAllTold()
    {
        using var desk = new Desk();
        desk.Folder.Write("bad.yaml", "name: bad\nkind: tabel\n");
        desk.Folder.Add("first: {recipe: nowhere.yaml, target: state, steps: {ingest: , split: }}");
        desk.Folder.Add("second: {recipe: bad.yaml, target: state, steps: {ingest: , split: }}");
        desk.Folder.Add("third: {recipe: bad.yaml, target: state, steps: {ingest: , split: }}");
        desk.Folder.Add("fourth: {recipe: rig.yaml, target: cool_cond_x, steps: {ingest: , split: }}");
        CommandResult check = (await desk.RunAsync("check")).Refused(1, "pipelines.yaml:5:", "nowhere.yaml", "bad.yaml:2", "did you mean 'table'?", "pipelines.yaml:11:", "cool_cond_x");
        Assert.Equal(check.Error.IndexOf("'table'", StringComparison.Ordinal), check.Error.LastIndexOf("'table'", StringComparison.Ordinal));
    }
}

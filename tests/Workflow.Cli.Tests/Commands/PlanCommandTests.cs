using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Cli.Tests.Commands;

public sealed class PlanCommandTests
{
    [Fact]
    public async Task Plan_PipelineOfThisRepository_TellsDataGuardsSearchAndGates()
    {
        using var desk = new Desk();
        string plan = (await desk.RunAsync("plan", "hydraulic-cooling", "--file", Repository.Path("pipelines.yaml"))).Succeeded().Output;
        foreach (string expected in (string[])
            ["cool_cond_y, 3 classes: 3 (close to total failure)", "25 % for the test, stratified, shuffled, seed 42", "leakage from 0.991", "at most 40 trials", "extra-trees: ", "log loss at most 0.05", "ingest, split, guard, train"])
        {
            Assert.Contains(expected, plan, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(desk.Folder.Home));
    }

    [Fact]
    public async Task Plan_Dials_AreShownWithWhatTheySet()
    {
        using var desk = new Desk();
        string plan = (await desk.RunAsync(
            "plan", "hydraulic-cooling", "--file", Repository.Path("pipelines.yaml"), "--set", "train={time: 2, interpretability: 9}")).Succeeded().Output;
        Assert.Contains("accuracy as it is, time 2, interpretability 9", plan, StringComparison.Ordinal);
        Assert.Contains("at most 12 trials", plan, StringComparison.Ordinal);
        Assert.Contains("no ensemble; at most 16 columns", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("xgboost", plan, StringComparison.Ordinal);
    }

    // A dial that is turned wins over the file; the next step is the same run.
    [Fact]
    public async Task Plan_DialThatIsTurned_WinsOverTheFile()
    {
        using var desk = new Desk();
        var result = (await desk.RunAsync("plan", "hydraulic-cooling", "--file", Repository.Path("pipelines.yaml"), "--set", "train.time=7")).Succeeded();
        Assert.Contains("at most 90 trials", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("named itself", result.Output, StringComparison.Ordinal);
        Assert.Contains("./workflow run hydraulic-cooling --set 'train.time=7'", result.Error, StringComparison.Ordinal);
    }

    // What is named beside a dial wins over it, and the plan says so.
    [Fact]
    public async Task Plan_DialThatIsOverruled_SaysSo()
    {
        using var desk = new Desk();
        string plan = (await desk.RunAsync(
            "plan", "hydraulic-cooling", "--file", Repository.Path("pipelines.yaml"), "--set", "train.time=7", "--set", "train.budget.trials=44")).Succeeded().Output;
        Assert.Contains("train.budget.trials is named itself and stays 44 (the dial: 90)", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gates.max_rmse=1", "--set gates.max_rmse=1: pipelines.hydraulic-cooling.gates: max_rmse holds nothing back: the label has classes")]
    [InlineData("train.costs.false_negative=5", "--set train.costs.false_negative=5: pipelines.hydraulic-cooling.train: train.costs decides the threshold of two classes")]
    [InlineData("train.select=[simplicity]", "--set train.select=[simplicity]: pipelines.hydraulic-cooling.train: train.select names nothing but simplicity")]
    public async Task Plan_SettingThatDoesNotFitTheLabel_IsRefused(string setting, string expected)
    {
        using var desk = new Desk();
        (await desk.RunAsync("plan", "hydraulic-cooling", "--file", Repository.Path("pipelines.yaml"), "--set", setting)).Refused(1, expected);
    }

    [Fact]
    public async Task Plan_RichFeatures_AreTold()
    {
        using var desk = new Desk();
        string plan = (await desk.RunAsync("plan", "hydraulic-valve", "--file", Repository.Path("pipelines.yaml"), "--set", "features=rich")).Succeeded().Output;
        Assert.Contains("data-recipes/hydraulic.yaml, rich features", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_UnknownPipeline_IsRefusedWithTheNearest()
    {
        using var desk = new Desk();
        (await desk.RunAsync("plan", "hydraulic-coolin", "--file", Repository.Path("pipelines.yaml"))).Refused(1, "did you mean 'hydraulic-cooling'?");
    }
}

using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Settings;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.Dashboard.Views;

public sealed class ExperimentFormTests
{
    private const string Pipeline = "tuned: {recipe: rig.yaml, target: cool_cond_y, train: {budget: {trials: 20}, ensemble: 3}, steps: {ingest: , split: , guard: , train: , validate: }}";

    [Theory]
    [InlineData("train.time=5 train.budget.trials=", "train.time=", "train.time=", 20)]
    [InlineData("train.time=5 train.budget.trials=", "train.time=4", "train.time=4 train.budget.trials=", 30)]
    [InlineData("train.time=5 train.budget.trials=", "train.folds=3", "train.time=5 train.budget.trials= train.folds=3", 40)]
    [InlineData("train.time=5 train.budget.trials=", "train.time= train.budget.trials=7", "train.budget.trials=7 train.time=", 7)]
    [InlineData("train.time= train.budget.trials=", "train.folds=3", "train.time= train.budget.trials= train.folds=3", 40)]
    [InlineData("train.budget.trials=", "train.folds=3", "train.budget.trials= train.folds=3", 40)]
    public void Settings_WhatADialOfTheEarlierExperimentHadTakenBack_CountsAgainOnlyWhereTheDialIsCleared(string carried, string chosen, string expected, int trials)
    {
        using var folder = new PipelinesFolder();
        folder.Add(Pipeline);
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        ExperimentForm form = Create(file, carried, chosen);
        Assert.Equal(expected.Split(' '), form.Settings);
        Assert.Equal(trials, file.Read("tuned", form.Settings).Model!.Train.Trials);
    }

    [Fact]
    public void Settings_AnotherDialThatGovernsTheSame_KeepsItTakenBack()
    {
        using var folder = new PipelinesFolder();
        folder.Add(Pipeline);
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        const string Carried = "train.accuracy=9 train.interpretability=9 train.ensemble=";
        Assert.Contains("train.ensemble=", Create(file, Carried, "train.accuracy=").Settings);
        Assert.DoesNotContain("train.ensemble=", Create(file, Carried, "train.accuracy= train.interpretability=").Settings);
    }

    // The form as it is sent: every field, and what was chosen in its place.
    private static ExperimentForm Create(PipelinesFile file, string carried, string chosen)
    {
        string[] settings = carried.Split(' ');
        IReadOnlyDictionary<string, string> start = file.Values("tuned", settings);
        var fields = SettingsCatalog.All.ToDictionary(setting => setting.Key, setting => SettingText.Read(setting, start), StringComparer.Ordinal);
        foreach (string[] field in chosen.Split(' ').Select(field => field.Split('='))) fields[field[0]] = field[1];
        return new ExperimentForm { Pipeline = "tuned", Written = file.Values("tuned"), Carried = settings, Base = start, Values = fields };
    }
}

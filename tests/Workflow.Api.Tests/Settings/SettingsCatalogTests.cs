using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Settings;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Pipelines;
using Workflow.Training.Configuration;

namespace Workflow.Api.Tests.Settings;

public sealed class SettingsCatalogTests
{
    public static TheoryData<string> Keys => [.. SettingsCatalog.All.Select(setting => setting.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_OfTheSchema_IsDescribedAndRefusedWithItsKeyWhereItIsWrong(string key)
    {
        Setting setting = Find(key);
        Assert.EndsWith(".", setting.Description, StringComparison.Ordinal);
        using var folder = new PipelinesFolder();
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        var refused = Assert.Throws<ConfigurationException>(() => file.Read("rig", [$"{key}={{no: such}}"]));
        Assert.Contains(refused.Problems, problem => problem.Path.StartsWith($"pipelines.rig.{key}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_DefaultAndChoices_AreTaken(string key)
    {
        Setting setting = Find(key);
        using var folder = new PipelinesFolder();
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        string[] values = setting.Kind == SettingKind.Choices ? [string.Join(", ", setting.Choices)] : [.. setting.Choices, setting.Default, setting.Minimum ?? string.Empty];
        foreach (string value in values.Where(value => value.Length > 0)) Assert.NotNull(file.Read("rig", [$"{key}={SettingText.Write(setting, value)}"]));
    }

    [Theory]
    [InlineData("auc", "guards.leakage.auc", "guards.shift.auc", "train.select", "gates.min_auc")]
    [InlineData("  AUC  leak ", "guards.leakage.auc")]
    [InlineData("<script>")]
    public void Matches_Words_FindsKeysDescriptionsAndChoices(string search, params string[] expected) =>
        Assert.Equal(expected, SettingsCatalog.All.Where(setting => setting.Matches(search)).Select(setting => setting.Key));

    [Fact]
    public void All_OfTheSchema_HaveTheirKindsAndLimits()
    {
        Assert.Equal((SettingKind.Number, "0.991", "0.5", "1"), Of(Find("guards.leakage.auc")));
        Assert.Equal((SettingKind.Whole, "40", "1", "100000"), Of(Find("train.budget.trials")));
        Assert.Equal((SettingKind.Flag, "true", null, null), Of(Find("split.stratify")));
        Assert.Equal(["report", "drop", "fail"], Find("guards.shift.action").Choices);
        Assert.Equal((SettingKind.Choices, "xgboost"), (Find("train.learners").Kind, Find("train.learners").Choices[^1]));
        Assert.Equal(SettingKind.Text, Find("split.names.train").Kind);

        static (SettingKind, string, string?, string?) Of(Setting setting) => (setting.Kind, setting.Default, setting.Minimum, setting.Maximum);
    }

    private static Setting Find(string key) => SettingsCatalog.All.Single(setting => setting.Key == key);
}

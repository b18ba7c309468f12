using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Settings;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;
using Workflow.Testing.Pipelines;
using Workflow.Training.Recipes;

namespace Workflow.Api.Tests.Settings;

/// <summary>The settings that experiments are compared by.</summary>
public sealed class ComparedSettingsTests
{
    // What a learner is tuned by follows from the label: the other one is refused.
    private const string Metric = "train.metric";

    public static TheoryData<string> Keys => [.. SettingsCatalog.All.Select(setting => setting.Key).Where(key => key != Metric)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_AnotherValue_ChangesALine(string key)
    {
        using var folder = new PipelinesFolder();
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        RecipeDefinition recipe = Rig(folder);
        Assert.NotEqual(Lines(file, recipe), Lines(file, recipe, [.. SettingsFor(SettingsCatalog.All.Single(setting => setting.Key == key))]));
    }

    [Fact]
    public void Features_OtherThanTheRecipeStates_ChangeALine()
    {
        using var folder = new PipelinesFolder();
        PipelinesFile file = PipelinesFile.Open(folder.PipelinesFile);
        RecipeDefinition rich = RecipeFeatures.Apply(Rig(folder), FeatureSet.Rich);
        Assert.NotEqual(Lines(file, rich), Lines(file, rich, "features=basic"));
        Assert.Equal(Lines(file, rich), Lines(file, rich, "features=rich"));
    }

    private static RecipeDefinition Rig(PipelinesFolder folder) => RecipeLoader.Read(File.ReadAllText(folder.File("rig.yaml")), "rig.yaml");

    // A published split needs both of its keys.
    private static IEnumerable<string> SettingsFor(Setting setting)
    {
        yield return $"{setting.Key}={SettingText.Write(setting, OtherValue(setting))}";
        if (setting.Key == "split.file") yield return "split.name=1";
        if (setting.Key == "split.name") yield return "split.file=splits.json";
    }

    private static string OtherValue(Setting setting) => setting.Kind switch
    {
        SettingKind.Choice or SettingKind.Choices => setting.Choices.Last(choice => choice != setting.Default),
        SettingKind.Flag => setting.Default == "true" ? "false" : "true",
        SettingKind.Text => setting.Key == "train.budget.trial_memory" ? "1 GiB" : "other",
        _ => setting.Maximum ?? "0.5",
    };

    private static string[] Lines(PipelinesFile file, RecipeDefinition recipe, params string[] settings)
    {
        ModelConfig config = file.Read("rig", settings).Model!;
        var model = new ModelDefinition
        {
            Recipe = new PinnedFile(config.Recipe, string.Empty),
            Target = config.Target,
            Features = config.Features,
            Split = config.Split,
            Guards = config.Guards,
            Train = config.Train,
            Gates = config.Gates,
        };
        return [.. RunPlan.SettingsOf(model, recipe).Select(line => $"{line.Name}: {line.Text}")];
    }
}

using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Recipes.Sources;
using Workflow.Training.Recipes.Tables;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes;

public sealed class RecipeLoaderTests
{
    [Fact]
    public void Read_HydraulicRecipe_DeclaresSensorsLabelsAndSources()
    {
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("hydraulic.yaml")), "hydraulic.yaml");
        SensorArchiveDefinition archive = Assert.IsType<SensorArchiveDefinition>(recipe.Content);
        Assert.Equal(
            "PS1.txt PS2.txt PS3.txt PS4.txt PS5.txt PS6.txt FS1.txt FS2.txt TS1.txt TS2.txt TS3.txt TS4.txt EPS1.txt VS1.txt CE.txt CP.txt SE.txt",
            string.Join(' ', archive.Sensors.Select(sensor => sensor.File)));
        Assert.Equal(("profile.txt", 60.0), (archive.LabelFile, archive.SecondsPerRow));
        Assert.Equal(
            "cool_cond_y 3 20 100, valve_cond_y 100 90 80 73, pump_leak_y 0 1 2, acc_gas_leak_y 130 115 100 90, stable_y 0 1",
            string.Join(", ", recipe.Labels.Select(label => $"{label.Column} {string.Join(' ', label.Classes.Select(c => c.Value))}")));
        Assert.Equal("close to total failure", recipe.Labels[0].Classes[0].Meaning);
        Assert.Equal("cooling power legitimately predicts cooler health", Assert.Single(archive.Sensors, sensor => sensor.Allowed is not null).Allowed);
        Assert.Equal("CC BY 4.0", recipe.About?.Licence);
        Assert.IsType<MirrorSource>(recipe.Sources[0]);
        UrlSource url = Assert.Single(recipe.Sources.OfType<UrlSource>());
        Assert.Equal(("https", 200L << 20, TimeSpan.FromMinutes(30), false), (url.Url.Scheme, url.MaximumBytes, url.Timeout, url.AllowHttp));
        Assert.Equal(new SimulatedSource("hydraulic-rig", 7, 2205, Native: false), recipe.Sources[^1]);
    }

    [Fact]
    public void Read_CovidRecipe_DeclaresColumns()
    {
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("covid-cases.yaml")), "covid-cases.yaml");
        TableDefinition table = Assert.IsType<TableDefinition>(recipe.Content);
        Assert.Equal((11, 5, true, ','), (table.Columns.Count, table.Derived.Count, table.DropDuplicates, table.Separator));
        Assert.Equal("death_yn", Assert.Single(recipe.Labels).Column);
    }

    [Fact]
    public void Read_Defaults_AreThoseOfTheDocumentation()
    {
        RecipeDefinition recipe = TestRecipes.Load(TestRecipes.Sensors.Replace("kind: sensor-archive\nrow: cycle\nseconds: 60\n", string.Empty, StringComparison.Ordinal));
        SensorArchiveDefinition archive = Assert.IsType<SensorArchiveDefinition>(recipe.Content);
        Assert.Equal(("row", 60.0, 4096L << 20), (recipe.Row, archive.SecondsPerRow, archive.MaximumUnpackedBytes));
        Assert.Equal(AggregateKind.Mean, Assert.Single(archive.Sensors[0].Aggregates).Kind);
    }

    [Theory]
    [InlineData("# a remark\n", "")]
    [InlineData("name: rig", "name:   \"rig\"   # the same")]
    [InlineData("name: rig\nkind: sensor-archive", "kind: sensor-archive\nname: rig")]
    [InlineData("{column: p, unit: bar, rate: 100}", "{rate: 1e2, unit: bar, column: p}")]
    [InlineData("seconds: 60\n", "seconds: 60.0\n")]
    [InlineData("# a remark\n", "about: {title: a rig}\n")]
    [InlineData("- mirror: rig.zip", "- mirror: other.zip\n  - url: https://example.org/rig.zip")]
    [InlineData("kind: sensor-archive\n", "")]
    [InlineData("aggregate: [mean, std]", "aggregate: [mean, std], note: ~")]
    public void Sha256_TheSameMeaning_IsTheSame(string from, string to)
    {
        string recipe = "# a remark\n" + TestRecipes.Sensors;
        Assert.Equal(TestRecipes.Load(recipe).Sha256, TestRecipes.Load(Replace(recipe, from, to)).Sha256);
    }

    [Theory]
    [InlineData("name: rig", "name: other")]
    [InlineData("row: cycle", "row: minute")]
    [InlineData("seconds: 60", "seconds: 61")]
    [InlineData("unit: bar", "unit: kPa")]
    [InlineData("rate: 100", "rate: 10")]
    [InlineData("[mean, std]", "[mean, max]")]
    [InlineData("[mean, std]", "[std, mean]")]
    [InlineData("[mean, std]", "[mean]")]
    [InlineData("column: p,", "column: pressure,")]
    [InlineData("column: p,", "column: p, note: a remark,")]
    [InlineData("column: p,", "column: p, allowed: a reason,")]
    [InlineData("file: profile.txt", "file: labels.txt")]
    [InlineData("1: good}", "1: fine}")]
    [InlineData("1: good}", "1: good, 2: best}")]
    [InlineData("{0: bad, 1: good}", "{1: good, 0: bad}")]
    [InlineData("  PS1.txt:", "  PS2.txt:")]
    public void Sha256_AnotherMeaning_IsAnother(string from, string to) =>
        Assert.NotEqual(TestRecipes.Load(TestRecipes.Sensors).Sha256, TestRecipes.Load(Replace(TestRecipes.Sensors, from, to)).Sha256, StringComparer.Ordinal);

    [Fact]
    public void Sha256_OrderOfSensors_MattersBecauseColumnsFollowIt()
    {
        string[] lines = TestRecipes.Sensors.Split('\n');
        (lines[7], lines[8]) = (lines[8], lines[7]);
        Assert.NotEqual(TestRecipes.Load(TestRecipes.Sensors).Sha256, TestRecipes.Load(string.Join('\n', lines)).Sha256, StringComparer.Ordinal);
    }

    // The label file of an archive says how the rig was set; of a table nothing is known.
    [Theory]
    [InlineData("", "y")]
    [InlineData("settings: [y, y]\n", "y")]
    [InlineData("settings: y\n", "y")]
    [InlineData("settings: []\n", "")]
    public void Settings_OfAnArchive_AreItsLabelsUnlessTheRecipeNamesOthers(string key, string expected) =>
        Assert.Equal(expected, string.Join(' ', TestRecipes.Load(key + TestRecipes.Sensors).Settings));

    [Theory]
    [InlineData("", "")]
    [InlineData("settings: [c, y, d]\n", "c y d")]
    public void Settings_OfATable_AreThoseThatTheRecipeNames(string key, string expected) =>
        Assert.Equal(expected, string.Join(' ', TestRecipes.Load(key + TestRecipes.Table).Settings));

    [Fact]
    public void Sha256_OtherSettings_IsAnother() => Assert.NotEqual(
        TestRecipes.Load(TestRecipes.Sensors).Sha256, TestRecipes.Load("settings: []\n" + TestRecipes.Sensors).Sha256, StringComparer.Ordinal);

    [Fact]
    public void FindLabel_Misspelt_NamesTheNearest()
    {
        RecipeDefinition recipe = TestRecipes.Load(TestRecipes.Table.Replace("    y: {", "    death_yn: {", StringComparison.Ordinal));
        Assert.Equal("death_yn", RecipeLoader.FindLabel(recipe, "death_yn").Column);
        var wrong = Assert.Throws<RecipeException>(() => RecipeLoader.FindLabel(recipe, "death_ny"));
        Assert.Equal("recipe cases has no label 'death_ny'; did you mean 'death_yn'? (allowed: death_yn)", wrong.Message);
    }

    private static string Replace(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }
}

using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes;

public sealed class RecipeFeaturesTests
{
    [Fact]
    public void Apply_Rich_IsWhatTheRecipeStatingItIs()
    {
        RecipeDefinition basic = TestRecipes.Load(TestRecipes.Sensors), rich = TestRecipes.Load("features: rich\n" + TestRecipes.Sensors);
        Assert.NotEqual(basic.Sha256, rich.Sha256);
        Assert.Equal(rich.Sha256, RecipeFeatures.Apply(basic, FeatureSet.Rich).Sha256);
        Assert.Equal(basic.Sha256, RecipeFeatures.Apply(rich, FeatureSet.Basic).Sha256);
        Assert.Equal(rich.Sha256, RecipeFeatures.Apply(rich, null).Sha256);
        Assert.Equal(basic.Sha256, TestRecipes.Load("features: basic\n" + TestRecipes.Sensors).Sha256);
    }

    [Fact]
    public void Apply_RichOfATable_IsRefusedWithWhatToDo()
    {
        RecipeDefinition table = TestRecipes.Load(TestRecipes.Table);
        Assert.Same(table.Content, RecipeFeatures.Apply(table, FeatureSet.Basic).Content);
        var refused = Assert.Throws<RecipeException>(() => RecipeFeatures.Apply(table, FeatureSet.Rich));
        Assert.Equal(
            "recipe cases: rich features are made of the samples of a row, which only a recipe of kind sensor-archive has; use features: basic, or leave the key out",
            refused.Message);
    }

    [Theory]
    [InlineData("seconds: 60", "seconds: 5", "rich features need rows of a whole number of seconds, at least 12, not 5; use features: basic")]
    [InlineData("seconds: 60", "seconds: 20.5", "rich features need rows of a whole number of seconds, at least 12, not 20.5; use features: basic")]
    [InlineData("column: e,", "column: p_std,", "rich features make column 'p_std', which the recipe has already; give that one another name, or use features: basic")]
    [InlineData("y: {0", "p_slope: {0", "rich features make column 'p_slope', which the recipe has already; give that one another name, or use features: basic")]
    [InlineData("name: rig", "name: rig\nfeatures: all", "'all' is unknown")]
    public void Read_RichFeaturesThatCannotBe_AreRefusedWithWhatToDo(string text, string other, string expected) =>
        Assert.Contains(expected, TestRecipes.Problems((other.Contains("features", StringComparison.Ordinal) ? string.Empty : "features: rich\n") + TestRecipes.Sensors.Replace(text, other, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Read_RichTable_NamesThePlaceOfTheKey() =>
        Assert.StartsWith("r.yaml:1:", TestRecipes.Problems("features: rich\n" + TestRecipes.Table), StringComparison.Ordinal);

    [Fact]
    public void Of_AggregationOfTheSameName_StaysTheRecipes()
    {
        var archive = (SensorArchiveDefinition)TestRecipes.Load("features: rich\n" + TestRecipes.Sensors).Content;
        Assert.DoesNotContain("e_std", archive.Rich!.Sensors[1].SelectMany(aggregate => aggregate.Columns));
        Assert.Contains("e_slope", archive.Rich.Sensors[1].SelectMany(aggregate => aggregate.Columns));
        Assert.Empty(archive.Rich.Ratios);
    }
}

using Workflow.Testing.Data;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Tables;

/// <summary>Facts of the published extract, counted by other means; on the real file only.</summary>
public sealed class CovidCasesTests
{
    private static readonly Lazy<Dataset> Cases = new(() => Read(HydraulicData.CovidCases!));

    [Fact]
    public void Read_RealExtract_HasItsRowsWithoutTheRepeatedOnes()
    {
        Dataset cases = Real();
        Assert.Equal(9538, cases.RowCount);
        Assert.Equal([9212, 326], cases.Labels.CountBy(label => label).OrderBy(count => count.Key).Select(count => count.Value));
        Assert.Equal(["survived", "died"], cases.Schema.Classes.Select(c => c.Meaning));
        Assert.Equal(0, cases.Labels[0]);
    }

    [Fact]
    public void Read_RealExtract_HasCategoriesAndDerivedColumnsButNoDates() => Assert.Equal(
        "current_status sex age_group race_ethnicity_combined hosp_yn icu_yn medcond_yn"
        + " earliest_month earliest_year earliest_to_report_days onset_to_specimen_days onset_to_report_days",
        string.Join(' ', Real().Schema.Features.Select(column => column.Name)));

    [Theory]
    [InlineData("current_status", 2, 0)]
    [InlineData("sex", 2, 95)]
    [InlineData("age_group", 9, 14)]
    [InlineData("race_ethnicity_combined", 7, 3687)]
    [InlineData("hosp_yn", 3, 3714)]
    [InlineData("icu_yn", 2, 8495)]
    [InlineData("medcond_yn", 2, 7797)]
    public void Read_RealCategory_HasItsLevelsAndMissingCells(string column, int levels, int missing)
    {
        Dataset cases = Real();
        Assert.Equal(levels, cases.Schema.Features[cases.IndexOf(column)].Levels.Count);
        Assert.Equal(missing, cases.Column(column).Count(double.IsNaN));
    }

    [Theory]
    [InlineData("earliest_to_report_days", 7659, 171_239, -26, 324)]
    [InlineData("onset_to_specimen_days", 1544, 4443, -169, 243)]
    public void Read_RealDates_AreDaysApart(string column, int present, double sum, double minimum, double maximum)
    {
        double[] days = [.. Real().Column(column).Where(cell => !double.IsNaN(cell))];
        Assert.Equal((present, sum, minimum, maximum), (days.Length, days.Sum(), days.Min(), days.Max()));
    }

    [Fact]
    public void Read_RealDates_FallIntoTheirMonths() => Assert.Equal(
        [1084, 4, 216, 451, 408, 617, 878, 624, 548, 931, 1683, 2094],
        Real().Column("earliest_month").CountBy(month => month).OrderBy(count => count.Key).Select(count => count.Value));

    // The layout of the recipe without the real rows.
    [Fact]
    public void Read_RowsOfTheRealLayout_AreReadByTheRecipe()
    {
        using var folder = new Workflow.Testing.Files.TemporaryFolder();
        string path = folder.File("cases.csv");
        const string Row = "2020/11/16,2020/11/18,2020/11/15,2020/11/13,Probable Case,Female,30 - 39 Years,\"White, Non-Hispanic\",Unknown,Missing,Yes,NA\n";
        File.WriteAllText(
            path,
            "cdc_case_earliest_dt,cdc_report_dt,pos_spec_dt,onset_dt,current_status,sex,age_group,race_ethnicity_combined,hosp_yn,icu_yn,death_yn,medcond_yn\n"
            + Row + Row.Replace("Unknown,Missing,Yes,NA", "No,Yes,No,Yes", StringComparison.Ordinal) + Row);
        Dataset cases = Read(path);
        Assert.Equal([1, 0], cases.Labels);
        Assert.Equal([double.NaN, 0], cases.Column("hosp_yn"));
        Assert.Equal([double.NaN, 0], cases.Column("icu_yn"));
        Assert.Equal(["White, Non-Hispanic"], cases.Schema.Features[cases.IndexOf("race_ethnicity_combined")].Levels);
        Assert.Equal(["11", "2020", "2", "2", "5"], cases.Features.Skip(7).Select(cells => $"{cells[0]}"));
    }

    private static Dataset Real()
    {
        _ = MirrorFiles.Require(HydraulicData.CovidCases, "cdc-case-surveillance-10000.csv");
        return Cases.Value;
    }

    private static Dataset Read(string path)
    {
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("covid-cases.yaml")), "covid-cases.yaml");
        return RecipeReader.Read(recipe, "death_yn", new SourceFile(path, TestDatasets.Digest, Simulated: false), 1, null, CancellationToken.None);
    }
}

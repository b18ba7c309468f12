using System.Globalization;
using System.Text;
using Workflow.Training.Datasets;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SensorArchiveReaderTests
{
    private const string Profile = "1\n0\n";

    [Fact]
    public void Read_AnArchive_HasColumnsInTheOrderOfTheRecipe()
    {
        Dataset dataset = TestRecipes.Read(TestRecipes.Sensors, Zip(("CE.txt", "1\t3\n5\t5\n"), ("profile.txt", Profile), ("PS1.txt", "2\t4\t6\n1\t1\t2\n")));
        Assert.Equal("p bar, e , e_std ", string.Join(", ", dataset.Schema.Features.Select(column => $"{column.Name} {column.Unit}")));
        Assert.Equal([4, 4.0 / 3], dataset.Features[0]);
        Assert.Equal([2, 5], dataset.Features[1]);
        Assert.Equal([1, 0], dataset.Features[2]);
        Assert.Equal([1, 0], dataset.Labels);
        Assert.Equal(("rig", "cycle", 2, "y", false), (dataset.Schema.Recipe, dataset.Schema.Row, dataset.RowCount, dataset.Schema.Target, dataset.Schema.Simulated));
        Assert.Equal(TestRecipes.Load(TestRecipes.Sensors).Sha256, dataset.Schema.RecipeSha256);
    }

    [Fact]
    public void Read_EveryAggregation_HasItsNameUnitAndValue()
    {
        string recipe = TestRecipes.Sensors.Replace(
            "{column: p, unit: bar, rate: 100}",
            "{column: p, unit: bar, aggregate: [mean, std, min, max, median, slope, first, last, quantile: 0.25, quantile: 0.995, segments: 2]}",
            StringComparison.Ordinal);
        Dataset dataset = TestRecipes.Read(recipe, Zip(("PS1.txt", "4\t1\t3\t8\n0\t0\t0\t0\n"), ("CE.txt", "1\n1\n"), ("profile.txt", Profile)));
        Assert.Equal(
            "p=4 bar, p_std=2.5495097567963922 bar, p_min=1 bar, p_max=8 bar, p_median=3.5 bar, p_slope=0.09333333333333332 bar/s, p_first=4 bar, p_last=8 bar,"
            + " p_q25=2.5 bar, p_q99_5=7.9399999999999995 bar, p_seg1=2.5 bar, p_seg2=5.5 bar",
            string.Join(", ", dataset.Schema.Features.Take(12).Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{column.Name}={dataset.Features[i][0]:R} {column.Unit}"))));
        Assert.All(dataset.Features.Take(12), cells => Assert.Equal(0, cells[1]));
    }

    // Spelling makes no other setting; the labels that are no target count too.
    [Theory]
    [InlineData("", new[] { 0, 0, 1, 2, 2 })]
    [InlineData("settings: [y]\n", new[] { 0, 0, 0, 1, 1 })]
    [InlineData("settings: []\n", new int[0])]
    public void Read_Blocks_AreRowsUnderTheSameSettings(string key, int[] expected)
    {
        string recipe = key + TestRecipes.Sensors.Replace("    y: {0: bad, 1: good}", "    y: {0: bad, 1: good}\n    load: number", StringComparison.Ordinal);
        Dataset dataset = TestRecipes.Read(
            recipe, Zip(("PS1.txt", "1\n1\n1\n1\n1\n"), ("CE.txt", "1\n1\n1\n1\n1\n"), ("profile.txt", "1\t5\n1\t5.0\n1\t6\n0\t6\n0\t6\n")));
        Assert.Equal(expected, dataset.Blocks);
    }

    // What seems to be a mistake in the file is one of the disk or the download.
    [Fact]
    public void Read_ByteOfTheArchiveAltered_IsDamageAndNotAMistakeOfTheFile()
    {
        byte[] archive = StoredZip.Create([("PS1.txt", "4\t1\n4\t1\n"u8.ToArray()), ("CE.txt", "1\n1\n"u8.ToArray()), ("profile.txt", Encoding.UTF8.GetBytes(Profile))]);
        archive[archive.AsSpan().IndexOf("4\t1\n"u8)] = (byte)'x';
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(TestRecipes.Sensors, archive));
        Assert.Equal("PS1.txt: damaged in the archive: its CRC-32 differs", wrong.Message);
    }

    [Theory]
    [InlineData("max", "p")]
    [InlineData("{quantile: 0.5}", "p")]
    [InlineData("{segments: 2}", "p_seg1 p_seg2")]
    public void Read_OneAggregation_KeepsTheColumnsName(string aggregate, string expected)
    {
        string recipe = TestRecipes.Sensors.Replace("{column: p, unit: bar, rate: 100}", $"{{column: p, aggregate: {aggregate}}}", StringComparison.Ordinal);
        Dataset dataset = TestRecipes.Read(recipe, Zip(("PS1.txt", "4\t1\n4\t1\n"), ("CE.txt", "1\n1\n"), ("profile.txt", Profile)));
        Assert.Equal(expected, string.Join(' ', dataset.Schema.Features.Select(column => column.Name).Where(name => name.StartsWith('p'))));
    }

    [Theory]
    [InlineData("1\n2\n", "1\n2\n", "1\n", "PS1.txt has 2 rows, but profile.txt has 1")]
    [InlineData("1\n2\n", "1\n", "1\n0\n", "CE.txt has 1 rows, but profile.txt has 2")]
    [InlineData("", "", "", "profile.txt has no rows")]
    [InlineData("1\n2\n", "1\n2\n", "1\n2\n", "profile.txt, row 2, column 1: label 2 of y is not declared (declared: 0, 1)")]
    [InlineData("1\n2\n", "1\n2\n", "1\n0.5\n", "profile.txt, row 2, column 1: label 0.5 of y is not declared (declared: 0, 1)")]
    [InlineData("1\n2\n", "1\n2\n", "1\t0\n0\t0\n", "profile.txt, row 1: 2 values, but the recipe declares 1 label columns")]
    [InlineData("1\n2\n", "1\n2\n", "1\n0\t0\n", "profile.txt, row 2: 2 values, but the rows before it have 1")]
    [InlineData("1\n2\n", "1\nx\n", "1\n0\n", "CE.txt, row 2, column 1: 'x' is not a number")]
    public void Read_FilesThatDoNotFit_AreNamed(string ps1, string ce, string profile, string expected)
    {
        foreach (int threads in (int[])[1, 3])
        {
            var wrong = Assert.Throws<RecipeException>(
                () => TestRecipes.Read(TestRecipes.Sensors, Zip(("PS1.txt", ps1), ("CE.txt", ce), ("profile.txt", profile)), threads: threads));
            Assert.Equal(expected, wrong.Message);
        }
    }

    // The target stands behind the end of the short row.
    [Fact]
    public void Read_LabelRowThatIsTooShort_IsNamedByItsOwnNumber()
    {
        string recipe = TestRecipes.Sensors.Replace("    y: {", "    x: {0: a, 1: b}\n    y: {", StringComparison.Ordinal);
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(recipe, Zip(("PS1.txt", "1\n"), ("CE.txt", "1\n"), ("profile.txt", "1\n"))));
        Assert.Equal("profile.txt, row 1: 1 values, but the recipe declares 2 label columns", wrong.Message);
    }

    [Fact]
    public void Read_LabelsInAnyForm_AreTheirNumbers()
    {
        Dataset dataset = TestRecipes.Read(TestRecipes.Sensors, Zip(("PS1.txt", "1\n1\n1\n1\n"), ("CE.txt", "1\n1\n1\n1\n"), ("profile.txt", "1.0\n0\n+1\n1e0\n")));
        Assert.Equal([1, 0, 1, 1], dataset.Labels);
    }

    [Fact]
    public void Read_SecondLabel_ReadsItsColumn()
    {
        string recipe = TestRecipes.Sensors.Replace("    y: {", "    x: {5: a, 6: b}\n    y: {", StringComparison.Ordinal);
        byte[] zip = Zip(("PS1.txt", "1\n1\n"), ("CE.txt", "1\n1\n"), ("profile.txt", "6\t0\n5\t1\n"));
        Assert.Equal([0, 1], TestRecipes.Read(recipe, zip, "y").Labels);
        Assert.Equal([1, 0], TestRecipes.Read(recipe, zip, "x").Labels);
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(recipe, zip, "z"));
        Assert.Equal("recipe rig has no label 'z'; did you mean 'x'? (allowed: x, y)", wrong.Message);
    }

    [Fact]
    public void Read_MissingFile_IsNamedBeforeAnythingIsRead()
    {
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(TestRecipes.Sensors, Zip(("PS1.txt", "not numbers"), ("ce.txt", "1\n"), ("profile.txt", Profile))));
        Assert.Equal("rig.zip: the file CE.txt is missing; the nearest name in it is ce.txt", wrong.Message);
    }

    [Fact]
    public void Read_SamplesTooWideForOneRow_NameFileAndRow()
    {
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(
            TestRecipes.Sensors, Zip(("PS1.txt", "1\n1\n"), ("CE.txt", "1\t1\n999999999999999999\t0.000000000000000001\n"), ("profile.txt", Profile))));
        Assert.Equal("CE.txt, row 2: its samples differ by more than 18 digits", wrong.Message);
    }

    private static byte[] Zip(params (string Name, string Text)[] files) => ZipBytes.Create(files);
}

using System.Globalization;
using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

/// <summary>What <c>features: rich</c> makes of an archive.</summary>
public sealed class RichFeaturesTests
{
    private const string Profile = "1\n0\n";
    private const string OneToTwelve = "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\n";
    private const string Zeroes = "0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n";

    private static readonly string Basic = TestRecipes.Sensors
        .Replace("seconds: 60", "seconds: 12", StringComparison.Ordinal)
        .Replace("CE.txt: {column: e, aggregate: [mean, std]}", "CE.txt: {column: e, unit: bar, note: a note, aggregate: [mean, std]}", StringComparison.Ordinal);

    private static readonly string Rich = "features: rich\n" + Basic;

    [Fact]
    public void Read_Rich_HasTheValuesThatOneCountsByHand()
    {
        Dataset dataset = TestRecipes.Read(Rich, Zip(OneToTwelve + Zeroes, OneToTwelve + OneToTwelve));
        Assert.Equal(
            "p=6.5 bar, e=6.5 bar, e_std=3.452052529534663 bar, p_std=3.452052529534663 bar, p_slope=1 bar/s, p_min=1 bar, p_max=12 bar, p_q25=3.75 bar, p_q50=6.5 bar,"
            + " p_q75=9.25 bar, p_segment_01=1 bar, p_segment_02=2 bar",
            string.Join(", ", dataset.Schema.Features.Take(12).Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{column.Name}={dataset.Features[i][0]:R} {column.Unit}"))));
        Assert.Equal(12, dataset.Features[dataset.IndexOf("p_segment_12")][0]);
        Assert.Equal([1, 0], dataset.Features[dataset.IndexOf("p_to_e")]);
        Assert.Equal(2 + 1 + 7 + 12 + 6 + 12 + 1, dataset.Features.Count);
    }

    [Fact]
    public void Read_Rich_TellsWhatItsColumnsAreMadeOf()
    {
        IReadOnlyList<DatasetColumn> columns = TestRecipes.Read(Rich, Zip(OneToTwelve + Zeroes, OneToTwelve + OneToTwelve)).Schema.Features;
        Assert.All(columns.Take(3), column => Assert.Null(column.DerivedFrom));
        Assert.All(columns.Skip(3), column => Assert.NotNull(column.DerivedFrom));
        Assert.Equal(["e"], columns.Single(column => column.Name == "e_slope").DerivedFrom);
        Assert.Equal("a note", columns.Single(column => column.Name == "e_slope").Note);
        Assert.Equal(["p", "e"], columns[^1].DerivedFrom);
        Assert.Null(columns[^1].Unit);
    }

    // The first halves of the seconds are lower by as much as the second halves are higher.
    [Fact]
    public void Read_NativeSamples_GiveTheSameAsSecondsToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "seconds");
            decimal[] seconds = [.. Enumerable.Range(0, 12).Select(_ => random.Next(100_000) / 100m)];
            decimal[] halves = [.. seconds.SelectMany(second => new[] { second - 0.5m, second + 0.5m })];
            Dataset fromSeconds = TestRecipes.Read(Rich, Zip(Line(seconds) + OneToTwelve, OneToTwelve + OneToTwelve));
            Dataset fromHalves = TestRecipes.Read(Rich, Zip(Line(halves) + Line([.. Enumerable.Range(2, 24).Select(i => i / 2 * 1m)]), OneToTwelve + OneToTwelve));
            for (int i = 0; i < fromSeconds.Features.Count; i++) Assert.Equal(fromSeconds.Features[i], fromHalves.Features[i]);
        },
        tests: 50);

    [Fact]
    public void Read_Rich_KeepsTheBasicColumnsToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "archive");
            string Row() => Line([.. Enumerable.Range(0, 24).Select(_ => new decimal(random.Next(int.MaxValue), 0, 0, random.Next(2) == 0, (byte)random.Next(9)))]);
            byte[] archive = Zip(Row() + Row(), Row() + Row());
            Dataset basic = TestRecipes.Read(Basic, archive), rich = TestRecipes.Read(Rich, archive);
            Assert.Equal(basic.Schema.Features, rich.Schema.Features.Take(basic.Features.Count));
            for (int i = 0; i < basic.Features.Count; i++) Assert.Equal(basic.Features[i], rich.Features[i]);
            Assert.NotEqual(basic.Schema.RecipeSha256, rich.Schema.RecipeSha256);
        },
        tests: 50);

    [Fact]
    public void Read_RatioToZero_IsMissing()
    {
        Dataset dataset = TestRecipes.Read(Rich, Zip(OneToTwelve + Zeroes, Zeroes + OneToTwelve));
        Assert.Equal([double.NaN, 0], dataset.Features[dataset.IndexOf("p_to_e")]);
    }

    // Thirty seconds in twelve parts: of two or three seconds each.
    [Fact]
    public void Read_SecondsThatTwelveDoesNotDivide_AreSpreadOverTheSegments()
    {
        string recipe = Rich.Replace("seconds: 12", "seconds: 30", StringComparison.Ordinal);
        string row = Line([.. Enumerable.Range(1, 30).Select(i => (decimal)i)]);
        Dataset dataset = TestRecipes.Read(recipe, Zip(row + row, row + row));
        double[] segments = [.. Enumerable.Range(1, 12).Select(i => dataset.Features[dataset.IndexOf(string.Create(CultureInfo.InvariantCulture, $"p_segment_{i:D2}"))][0])];
        Assert.Equal([1.5, 4, 6.5, 9, 11.5, 14, 16.5, 19, 21.5, 24, 26.5, 29], segments);
    }

    [Fact]
    public void Read_SamplesThatAreNotEquallyManyInEverySecond_AreRefused()
    {
        string row = Line([.. Enumerable.Range(1, 6).Select(i => (decimal)i)]);
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(Rich, Zip(row + row, OneToTwelve + OneToTwelve)));
        Assert.Equal("PS1.txt: 6 samples in a row of 12 s are not equally many in every second, as rich features need; use features: basic", wrong.Message);
    }

    [Fact]
    public void Read_AnyNumberOfThreads_GivesTheSame()
    {
        byte[] archive = Zip(OneToTwelve + Zeroes, OneToTwelve + OneToTwelve);
        Assert.Equal(DatasetFile.Write(TestRecipes.Read(Rich, archive, threads: 1)), DatasetFile.Write(TestRecipes.Read(Rich, archive, threads: 3)));
    }

    private static string Line(decimal[] samples) => string.Join('\t', samples.Select(sample => sample.ToString(CultureInfo.InvariantCulture))) + "\n";

    private static byte[] Zip(string ps1, string ce) => ZipBytes.Create(("PS1.txt", ps1), ("CE.txt", ce), ("profile.txt", Profile));
}

using System.Globalization;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SensorRatesTests
{
    [Theory]
    [InlineData("100", 60, 6000)]
    [InlineData("100", 60, 600)]
    [InlineData("100", 60, 60)]
    [InlineData("100", 60, 1)]
    [InlineData("1", 60, 20)]
    [InlineData("0.1", 60, 6)]
    [InlineData("0.7", 60, 42)]
    [InlineData("2.05", 60, 123)]
    [InlineData("2.05", 60, 41)]
    [InlineData("16.35", 60, 981)]
    [InlineData("0.3333333333", 3, 1)]
    public void Read_NativeSamplesOrAWholeFraction_AreAccepted(string rate, double seconds, int width) =>
        Assert.Equal(1, TestRecipes.Read(Recipe(rate, seconds), Archive(width)).RowCount);

    [Theory]
    [InlineData("100", 60, 7)]
    [InlineData("100", 60, 5999)]
    [InlineData("100", 60, 12000)]
    [InlineData("1", 60, 61)]
    [InlineData("2.05", 60, 122)]
    public void Read_OtherNumbersOfSamples_AreRefusedWithWhatWouldFit(string rate, double seconds, int width)
    {
        var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(Recipe(rate, seconds), Archive(width)));
        Assert.StartsWith($"PS1.txt: {width} samples in a row of {seconds} s do not fit a rate of {rate} Hz (", wrong.Message, StringComparison.Ordinal);
    }

    // Every rate of two decimals up to 200 Hz makes a whole number of samples in 100 s.
    [Fact]
    public void Read_AnyDecimalRate_FitsItsOwnNumberOfSamples()
    {
        for (int hundredths = 1; hundredths <= 20_000; hundredths += 397)
        {
            string rate = (hundredths / 100m).ToString(CultureInfo.InvariantCulture);
            Assert.Equal(1, TestRecipes.Read(Recipe(rate, 100), Archive(hundredths)).RowCount);
        }
    }

    private static string Recipe(string rate, double seconds) => TestRecipes.Sensors
        .Replace("rate: 100", $"rate: {rate}", StringComparison.Ordinal)
        .Replace("seconds: 60", string.Create(CultureInfo.InvariantCulture, $"seconds: {seconds}"), StringComparison.Ordinal);

    private static byte[] Archive(int width) =>
        ZipBytes.Create(("PS1.txt", string.Join('\t', Enumerable.Repeat("1", width)) + "\n"), ("CE.txt", "1\n"), ("profile.txt", "1\n"));
}

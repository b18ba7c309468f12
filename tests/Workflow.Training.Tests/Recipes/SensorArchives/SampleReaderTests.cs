using System.Text;
using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SampleReaderTests
{
    [Theory]
    [InlineData("1\t2.5\n-3\t.5\n", "1 5/2; -3 1/2")]
    [InlineData("1\t2.5\r\n-3\t.5\r\n", "1 5/2; -3 1/2")]
    [InlineData("1\t2.5\n-3\t.5", "1 5/2; -3 1/2")]
    [InlineData("1\t2.5\t\n-3\t.5\t\n", "1 5/2; -3 1/2")]
    [InlineData("1\t2.5\n-3\t.5\n\n\r\n \n", "1 5/2; -3 1/2")]
    [InlineData(" 1 \t 2.5 \r\n-3\t  .5\t \n", "1 5/2; -3 1/2")]
    [InlineData("7", "7")]
    [InlineData("", "")]
    [InlineData("\n\r\n", "")]
    [InlineData("12345678\t123456789\t1234567.\t1.234567\t.1234567\n", "12345678 123456789 1234567 1234567/1000000 1234567/10000000")]
    public void Read_AFile_GivesItsRows(string text, string expected) => Assert.Equal(
        expected,
        string.Join("; ", SampleTable.Read(text).Rows.Select(row => string.Join(' ', row.Select(v => v.Denominator.IsOne ? $"{v.Numerator}" : $"{v.Numerator}/{v.Denominator}")))));

    [Fact]
    public void Read_RandomTables_GivesTheirNumbersWhateverTheBuffer() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "table");
            var table = SampleTable.Random(random);
            AssertRows(table, SampleTable.Read(table.Text, 1 << 16));
            AssertRows(table, SampleTable.Read(table.Text, 1));
            AssertRows(table, SampleTable.Read(table.Text, 1 + random.Next(900), () => 1 + random.Next(80)));
        },
        tests: 500);

    // One byte at a time: every sample is cut at every place.
    [Fact]
    public void Read_ByteByByte_GivesTheSameNumbers() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            var table = SampleTable.Random(SeededRandom.For(seed, "table"));
            AssertRows(table, SampleTable.Read(table.Text, 1, () => 1));
        },
        tests: 200);

    // The smallest buffer holds 257 bytes; the rows shift by one byte each, so that every sample meets its end at every place.
    [Fact]
    public void Read_SamplesAcrossTheEndOfTheBuffer_AreWhole()
    {
        for (int shift = 0; shift < 40; shift++)
        {
            string first = new string('0', shift) + "1";
            string text = string.Join('\t', Enumerable.Range(0, 400).Select(i => i == 0 ? first : $"{i}.{i % 10}5")) + "\n";
            List<Rational> row = Assert.Single(SampleTable.Read(text).Rows);
            Assert.Equal(text.TrimEnd('\n').Split('\t').Select(Rational.Parse), row);
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(200)]
    public void Read_SampleAsLongAsAllowed_IsReadAnywhere(int length)
    {
        string sample = new string('0', length - 1) + "7";
        string text = $"1\t{sample}\t2\n";
        Assert.Equal(Rational.Whole(7), SampleTable.Read(text).Rows[0][1]);
        Assert.Equal(Rational.Whole(7), SampleTable.Read(text, 1 << 16).Rows[0][1]);
        Assert.Equal(Rational.Whole(7), SampleTable.Read(text, 1, () => 1).Rows[0][1]);
    }

    [Fact]
    public void Read_AllWordsOfUpToEightCharacters_ConvertExactly()
    {
        SeededRandom random = new(31);
        for (int i = 0; i < 20_000; i++)
        {
            int length = 1 + random.Next(8);
            char[] word = [.. Enumerable.Range(0, length).Select(_ => (char)('0' + random.Next(10)))];
            if (length > 1 && random.Next(3) > 0) word[random.Next(length)] = '.';
            string text = new(word);
            Assert.Equal(Rational.Parse(text), Assert.Single(Assert.Single(SampleTable.Read(text + "\n", 300).Rows)));
        }
    }

    [Fact]
    public void Read_Cancelled_StopsBeforeTheNextBuffer()
    {
        using var stop = new CancellationTokenSource();
        var log = new RowLog();
        int reads = 0;
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1\t2\n", 100))), () =>
        {
            if (++reads == 3) stop.Cancel();
            return 4;
        });
        Assert.Throws<OperationCanceledException>(() => new SampleReader<RowLog>(log, "f").Read(stream, stop.Token));
        Assert.Equal(3, log.Rows.Count);
    }

    private static void AssertRows(SampleTable expected, RowLog actual)
    {
        Assert.Equal(expected.Rows.Count, actual.Rows.Count);
        for (int row = 0; row < actual.Rows.Count; row++) Assert.Equal(expected.Rows[row], actual.Rows[row]);
    }
}

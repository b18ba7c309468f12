using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SampleReaderErrorTests
{
    [Theory]
    [InlineData("1\t2\n3\tx\n", "PS1.txt, row 2, column 2: 'x' is not a number")]
    [InlineData("1\t2\n3\t4.5.6\n", "PS1.txt, row 2, column 2: '4.5.6' is not a number")]
    [InlineData("1\t.\n", "PS1.txt, row 1, column 2: '.' is not a number")]
    [InlineData("1\tNaN\n", "PS1.txt, row 1, column 2: 'NaN' is not a number")]
    [InlineData("1\t-\n", "PS1.txt, row 1, column 2: '-' is not a number")]
    [InlineData("1,5\t2\n", "PS1.txt, row 1, column 1: '1,5' is not a number")]
    [InlineData("1\t1234567890123456789\n", "PS1.txt, row 1, column 2: '1234567890123456789' has more than 18 digits")]
    [InlineData("1\t\t3\n", "PS1.txt, row 1, column 2: a value is missing")]
    [InlineData("\t2\n", "PS1.txt, row 1, column 1: a value is missing")]
    [InlineData("1\t \t3\n", "PS1.txt, row 1, column 2: a value is missing")]
    [InlineData("1\n\n2\n", "PS1.txt, row 2: the line before it is empty")]
    [InlineData("\n1\n", "PS1.txt, row 1: the line before it is empty")]
    [InlineData("1\t2\n3\n", "PS1.txt, row 2: 1 values, but the rows before it have 2")]
    [InlineData("1\t2\n3\t4\t5\n", "PS1.txt, row 2: 3 values, but the rows before it have 2")]
    [InlineData("1\0\t2\n", "PS1.txt, row 1, column 2: byte 0x00 is not text")]
    [InlineData("1\t\u001b2\n", "PS1.txt, row 1, column 2: byte 0x1b is not text")]
    [InlineData("\uFEFF1\t2\n", "PS1.txt, row 1, column 1:")]
    public void Read_WhatIsNoTable_NamesThePlace(string text, string expected)
    {
        foreach (Func<int> chunk in (Func<int>[])[() => int.MaxValue, () => 1])
        {
            var wrong = Assert.Throws<RecipeException>(() => SampleTable.Read(text, 1, chunk));
            Assert.StartsWith(expected, wrong.Message, StringComparison.Ordinal);
        }
    }

    // A thousands separator, or a file that separates by blanks, would otherwise make twice as many samples without a word.
    [Theory]
    [InlineData("1 234.5\t2\n", "PS1.txt, row 1, column 2")]
    [InlineData("1\t2 3\n", "PS1.txt, row 1, column 3")]
    [InlineData("1  2\n", "PS1.txt, row 1, column 2")]
    [InlineData("1\r2\n", "PS1.txt, row 1, column 2")]
    public void Read_OnlyABlankBetweenTwoValues_IsRefused(string text, string place)
    {
        foreach (Func<int> chunk in (Func<int>[])[() => int.MaxValue, () => 1])
        {
            var wrong = Assert.Throws<RecipeException>(() => SampleTable.Read(text, 1, chunk));
            Assert.Equal($"{place}: only a blank before it; values are separated by tabs", wrong.Message);
        }
    }

    // Whether a buffer happens to end within it must make no difference.
    [Theory]
    [InlineData(257)]
    [InlineData(300)]
    [InlineData(5000)]
    public void Read_SampleThatIsTooLong_IsRefusedWhateverTheBuffer(int length)
    {
        string text = $"1\t{new string('0', length - 1)}7\t2\n";
        foreach (int buffer in (int[])[1, 1000, 1 << 16])
        {
            var wrong = Assert.Throws<RecipeException>(() => SampleTable.Read(text, buffer));
            Assert.Equal("PS1.txt, row 1, column 2: a value is longer than 256 characters", wrong.Message);
        }
    }

    [Fact]
    public void Read_EndlessSample_IsRefusedBeforeItsEnd()
    {
        var wrong = Assert.Throws<RecipeException>(() => SampleTable.Read(new string('1', 10_000_000), 1 << 12));
        Assert.Equal("PS1.txt, row 1, column 1: a value is longer than 256 characters", wrong.Message);
    }

    [Fact]
    public void Read_AnyBytes_AreReadOrRefusedByTheirPlaceWhateverTheBuffer() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "fuzz");
            string text = Mutate(SampleTable.Random(random).Text, random);
            Assert.Equal(Outcome(text, 1 << 16, () => int.MaxValue), Outcome(text, 1, () => 1 + random.Next(70)));
        },
        tests: 3_000);

    private static string Mutate(string text, SeededRandom random)
    {
        string[] pieces = ["\t", "\n", "\r", " ", "\0", "x", ".", "-", "e", "1", "99999999999", "\u0001", "é", "\u007f", new('7', 260)];
        for (int changes = random.Next(4); changes >= 0; changes--)
        {
            int at = random.Next(text.Length + 1);
            int removed = Math.Min(random.Next(4), text.Length - at);
            text = text[..at] + (random.Next(3) == 0 ? string.Empty : random.Choose<string>(pieces)) + text[(at + removed)..];
        }

        return text;
    }

    private static string Outcome(string text, int buffer, Func<int> chunk)
    {
        try
        {
            return string.Join('\n', SampleTable.Read(text, buffer, chunk).Rows.Select(row => string.Join(' ', row)));
        }
        catch (RecipeException refused)
        {
            Assert.StartsWith("PS1.txt, row ", refused.Message, StringComparison.Ordinal);
            return refused.Message;
        }
    }
}

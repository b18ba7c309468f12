using System.Globalization;
using Workflow.Scoring.Input;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Input;

public sealed class CellParserTests
{
    private static readonly CellParser Number = new(new InputColumn { Name = "n", Type = ColumnType.Number });

    private static readonly CellParser Category = new(new InputColumn
    {
        Name = "c",
        Type = ColumnType.Category,
        AcceptsMissing = true,
        Levels = ["1", "eco", "two words", "Überlast", "日本語", "🚀"],
    });

    [Fact]
    public void Parse_TextLongerThanEveryLevel_IsUnseenWhateverSurroundsIt()
    {
        Assert.Null(Category.Parse($"eco{new string('o', 1_000_000)}", out double cell));
        Assert.Equal((double)InputColumn.UnseenLevel, cell);
        Assert.Null(Category.Parse($"{new string(' ', 1_000)}two words{new string(' ', 1_000)}", out cell));
        Assert.Equal(2, cell);
        Assert.Null(Category.Parse("日本語", out cell));
        Assert.Equal(4, cell);
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0", -0.0)]
    [InlineData("+5", 5.0)]
    [InlineData("007", 7.0)]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-12.75", -12.75)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1E+3", 1000.0)]
    [InlineData("25e-1", 2.5)]
    [InlineData("1e-400", 0.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("3.4028234e38", 3.4028234e38)]
    [InlineData(" \t1.5\r\n", 1.5)]
    public void Parse_NumberInAnyNotation_IsThatNumber(string text, double expected)
    {
        Assert.Null(Number.Parse(text, out double cell));
        Bits.AssertEqual([expected], [cell]);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("1 000")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("--1")]
    [InlineData("(1)")]
    [InlineData("1%")]
    [InlineData("١")]
    [InlineData("１")]
    [InlineData("true")]
    [InlineData("1\0")]
    [InlineData("1\0\0")]
    [InlineData("\u00a01")]
    [InlineData("∞")]
    public void Parse_TextThatIsNoNumber_QuotesIt(string text) => Assert.Equal($"'{text}' is not a number", Number.Parse(text, out _));

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("-NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("+infinity")]
    [InlineData("1e309")]
    [InlineData("-1e999")]
    public void Parse_NumberThatIsNotFinite_IsRefused(string text) =>
        Assert.Equal($"'{text}' is not a finite number", Number.Parse(text, out _));

    [Theory]
    [InlineData("1e39")]
    [InlineData("-1e39")]
    [InlineData("3.4028235677973366e38")]
    public void Parse_NumberThatSinglePrecisionCannotHold_IsRefused(string text) =>
        Assert.Equal($"'{text}' is outside the range of single precision (3.4e38)", Number.Parse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t \r\n")]
    public void Parse_EmptyCell_IsMissingWhereTheColumnAcceptsIt(string text)
    {
        foreach (ColumnType type in Enum.GetValues<ColumnType>())
        {
            Assert.Null(Parser(type, acceptsMissing: true).Parse(text, out double cell));
            Assert.True(double.IsNaN(cell));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Parse_EmptyCell_IsRefusedWhereTheColumnDoesNotAcceptIt(string text)
    {
        foreach (ColumnType type in Enum.GetValues<ColumnType>())
        {
            string? reason = Parser(type, acceptsMissing: false).Parse(text, out _);
            Assert.Equal("is missing, and the model was trained without missing values in this column", reason);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Missing_AnyColumn_IsWhatAnEmptyCellIs(bool acceptsMissing)
    {
        CellParser parser = Parser(ColumnType.Number, acceptsMissing);
        Assert.Equal(parser.Parse("", out double empty), parser.Missing(out double missing));
        Bits.AssertEqual([empty], [missing]);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("eco", 1)]
    [InlineData(" eco ", 1)]
    [InlineData("two words", 2)]
    [InlineData("Überlast", 3)]
    [InlineData("日本語", 4)]
    [InlineData("🚀", 5)]
    [InlineData("Eco", -1)]
    [InlineData("1.0", -1)]
    [InlineData("two  words", -1)]
    [InlineData("U\u0308berlast", -1)]
    [InlineData("NaN", -1)]
    public void Parse_Category_IsTheIndexOfItsLevelOrUnseen(string text, double expected)
    {
        Assert.Null(Category.Parse(text, out double cell));
        Assert.Equal(expected, cell);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1_000_000)]
    public void Parse_VeryLongText_IsTreatedAsAnyOther(int length)
    {
        string level = new('ü', length);
        var column = new InputColumn { Name = "c", Type = ColumnType.Category, Levels = ["a", level] };
        Assert.Null(new CellParser(column).Parse(level, out double cell));
        Assert.Equal(1, cell);
        Assert.Null(Number.Parse(new string('0', length) + "1.5", out cell));
        Assert.Equal(1.5, cell);
        Assert.Equal($"'{new string('x', 40)}...' is not a number", Number.Parse(new string('x', length), out _));
    }

    [Fact]
    public void Parse_LongTextOfWideCharacters_IsQuotedInWholeCharacters()
    {
        for (int offset = 0; offset < 4; offset++)
        {
            string? reason = Number.Parse(new string('x', offset) + string.Concat(Enumerable.Repeat("🚀", 30)), out _);
            Assert.NotNull(reason);
            Assert.DoesNotContain('\uFFFD', reason);
            Assert.EndsWith("🚀...' is not a number", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_DecimalsOfFewDigits_AreTheFrameworksToTheBit()
    {
        var numbers = new SeededNumbers(401);
        for (int i = 0; i < 200_000; i++)
        {
            char[] digits = [.. Enumerable.Range(0, numbers.Between(1, 18)).Select(_ => (char)('0' + numbers.Next(10)))];
            string text = new string(digits).Insert(numbers.Next(digits.Length + 1), numbers.Choose<string>(["", ".", "."])).Insert(0, numbers.Choose<string>(["", "-"]));
            Assert.Null(Number.Parse(text, out double cell));
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(cell));
        }
    }

    [Fact]
    public void Parse_BytesThatAreNoText_AreUnseenOrRefused()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x80, 100)];
        Assert.Null(Category.Parse(bytes, out double cell));
        Assert.Equal(InputColumn.UnseenLevel, cell);
        Assert.EndsWith("is not a number", Number.Parse(bytes, out _), StringComparison.Ordinal);
    }

    private static CellParser Parser(ColumnType type, bool acceptsMissing) => new(new InputColumn
    {
        Name = "x",
        Type = type,
        AcceptsMissing = acceptsMissing,
        Levels = type == ColumnType.Category ? ["a"] : [],
    });
}

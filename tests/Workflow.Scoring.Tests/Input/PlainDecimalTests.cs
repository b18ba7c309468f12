using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Scoring.Input;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Input;

/// <summary>Numbers that are read in a shorter way have the framework's bits.</summary>
public sealed class PlainDecimalTests
{
    private static readonly CellParser Column = new(new InputColumn { Name = "n", Type = ColumnType.Number });

    [Theory]
    [InlineData("155.56612345678901")]
    [InlineData("9007199254740993")] // halfway between two doubles: to the even one
    [InlineData("9007199254740995")]
    [InlineData("900719925474099.3")]
    [InlineData("4503599627370496.5")]
    [InlineData("4503599627370497.5")]
    [InlineData("0.4503599627370497500")]
    [InlineData("9999999999999999999")]
    [InlineData("-9999999999999999999")]
    [InlineData("0.9999999999999999999")]
    [InlineData("0.00012345678901234567")]
    [InlineData("1.7976931348623157e15")]
    [InlineData("1E-05")]
    [InlineData("6.123233995736766e-10")]
    [InlineData("1e22")]
    [InlineData("-0.0")]
    [InlineData("0e999")]
    [InlineData("000000000000000000000000000001.5")]
    public void ParseNumber_PlainNumber_HasTheFrameworksBits(string text) => Assert.Equal(1, AssertSame(text));

    [Theory]
    [InlineData("12345678901234567890")] // 20 digits
    [InlineData("1e23")]
    [InlineData("1.5e-300")]
    [InlineData("1e0000001")]
    [InlineData("1e40")] // no number of single precision
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-")]
    [InlineData("x")]
    [InlineData("")]
    public void ParseNumber_AnotherForm_IsLeftToOthers(string text)
    {
        Assert.Equal(0, Column.ParseNumber(Encoding.UTF8.GetBytes(text), out double cell));
        Assert.True(double.IsNaN(cell));
    }

    [Theory]
    [InlineData("1.5,2", 3)]
    [InlineData("12345678]", 8)]
    [InlineData("1.5e3x", 5)]
    [InlineData("7.", 0)]
    public void ParseNumber_MoreBehindIt_TellsWhereItEnds(string text, int length) => Assert.Equal(length, Column.ParseNumber(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void ParseNumber_ColumnWithTextsForMissingValues_IsLeftToParse()
    {
        var parser = new CellParser(new InputColumn { Name = "n", Type = ColumnType.Number, AcceptsMissing = true, MissingTexts = ["-999"] });
        Assert.Equal(0, parser.ParseNumber("-999"u8, out _));
    }

    [Fact]
    public void ParseNumber_AnyDigitsAndAnyExponent_HasTheFrameworksBits()
    {
        int read = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200_000).WithReplay(704, 705),
            Prop.ForAll(Numbers().ToArbitrary(), text => read += AssertSame(text)));
        Assert.InRange(read, 150_000, 200_000);
    }

    [Fact]
    public void ParseNumber_DoublesInTheirShortestForm_AreTheDoubles() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(100_000).WithReplay(706, 707),
        Prop.ForAll(ArbMap.Default.GeneratorFor<double>().ToArbitrary(), number => { AssertSame(number.ToString("R", CultureInfo.InvariantCulture)); }));

    // How many were read: one, or none. Alone, and with as much behind it as is looked at in one go.
    private static int AssertSame(string text)
    {
        int length = Column.ParseNumber(Encoding.UTF8.GetBytes(text), out double cell);
        int lengthInRow = Column.ParseNumber(Encoding.UTF8.GetBytes($"{text},160.67349166666668,109.4669135]"), out double cellInRow);
        Assert.Equal(length, lengthInRow);
        Bits.AssertEqual([cell], [cellInRow]);
        if (length == 0) return 0;
        Assert.Equal(text.Length, length);
        Bits.AssertEqual([double.Parse(text, CultureInfo.InvariantCulture)], [cell]);
        return 1;
    }

    private static Gen<ulong> Any =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from bits in Gen.Choose(0, 60)
        select (((ulong)(uint)high << 33) | (uint)low) >> bits;

    // Digits of any number with a point anywhere; some lie halfway between two doubles.
    private static Gen<string> Numbers() =>
        from digits in Gen.OneOf(Any, Gen.Choose(0, 1 << 20).Select(half => ((1UL << 53) + (ulong)half) << 1 | 1), Gen.Choose(0, 1000).Select(few => (ulong)few))
        from decimals in Gen.Choose(0, 22)
        from isNegative in Gen.Elements(false, true)
        from exponent in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(-30, 30)))
        select Text(digits, decimals, isNegative, exponent);

    private static string Text(ulong number, int decimals, bool isNegative, int exponent)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string text = decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
        return $"{(isNegative ? "-" : string.Empty)}{text}{(exponent == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"e{exponent}"))}";
    }
}

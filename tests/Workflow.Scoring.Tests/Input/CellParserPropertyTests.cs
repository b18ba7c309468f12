using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Scoring.Input;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Input;

public sealed class CellParserPropertyTests
{
    private static readonly CellParser Number = new(new InputColumn { Name = "n", Type = ColumnType.Number });
    private static readonly CellParser Optional = new(new InputColumn { Name = "o", Type = ColumnType.Number, AcceptsMissing = true });
    private static readonly CellParser Category =
        new(new InputColumn { Name = "c", Type = ColumnType.Category, Levels = ["1", "eco", "ü", "🚀"] });

    [Fact]
    public void Parse_ShortestFormOfANumber_HasTheSameBits() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000).WithReplay(701, 703),
        Prop.ForAll<double>(number =>
        {
            if (!float.IsFinite((float)number)) return;
            Assert.Null(Number.Parse(number.ToString("R", CultureInfo.InvariantCulture), out double cell));
            Bits.AssertEqual([number], [cell]);
        }));

    [Fact]
    public void Parse_CharactersOrUtf8_GiveTheSameAnswer() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(3_000).WithReplay(702, 703),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            foreach (CellParser parser in new[] { Number, Optional, Category })
            {
                string? fromCharacters = parser.Parse(text.AsSpan(), out double first);
                string? fromUtf8 = parser.Parse(Encoding.UTF8.GetBytes(text), out double second);
                Assert.Equal(fromUtf8, fromCharacters);
                Bits.AssertEqual([second], [first]);
            }
        }));

    // Texts near numbers and near levels, and any other.
    private static Gen<string> Texts()
    {
        string[] pieces =
        [
            "0", "1", "9", ".", "-", "+", "e", "E", " ", "\t", "\0", ",", "NaN", "Infinity", "eco", "ü", "日", "🚀", "\ud800", "1e308",
        ];
        Gen<string> composed = Gen.Elements(pieces).ListOf().Select(string.Concat);
        return Gen.OneOf(composed, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty));
    }
}

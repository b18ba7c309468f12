using FsCheck;
using FsCheck.Fluent;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Rows as a caller might make them up: columns of any order and number, rows of any length, cells of any text.</summary>
/// <param name="Names">Names of the columns.</param>
/// <param name="Rows">The cells; null where there is nothing.</param>
internal sealed record MadeUpRows(string[] Names, string?[][] Rows)
{
    private const int MostColumns = 6;
    private const int MostRows = 40;

    /// <summary>Makes them.</summary>
    public static Gen<MadeUpRows> Generator { get; } =
        from isRight in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from names in isRight ? Gen.Shuffle(["temperature", "pressure", "mode"]) : Gen.Choose(0, MostColumns).SelectMany(count => Gen.ArrayOf(Name, count))
        from count in Gen.Frequency((10, Gen.Choose(0, 4)), (1, Gen.Choose(5, MostRows)))
        from rows in Gen.ArrayOf(Row(names, isRight), count)
        select new MadeUpRows(names, rows);

    private static Gen<string> AnyText { get; } = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty);

    private static Gen<string> Name { get; } = Gen.Frequency((6, Gen.Elements("temperature", "pressure", "mode")), (1, Gen.Elements<string>(HardValues.Texts)), (1, AnyText));

    private static Gen<string> RightNumber { get; } = Gen.OneOf(Gen.Choose(-9, 9).Select(number => $"{number}"), ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => number.Get.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

    private static Gen<string?> HardCell { get; } = Gen.Frequency<string?>(
        (2, RightNumber.Select(text => (string?)text)), (2, Gen.Elements<string?>("eco", "full", null)), (1, Gen.Elements<string?>(HardValues.Numbers)), (1, Gen.Elements<string?>(HardValues.Texts)), (1, AnyText.Select(text => (string?)text)));

    private static Gen<string?[]> Row(string[] names, bool isRight)
    {
        Gen<string?[]> cells = Gen.CollectToArray(names, name => isRight ? RightCell(name) : HardCell);
        return isRight ? cells : Gen.Frequency((5, cells), (1, Gen.Choose(0, MostColumns).SelectMany(count => Gen.ArrayOf(HardCell, count))));
    }

    private static Gen<string?> RightCell(string name) => Gen.Frequency(
        (9, name == "mode" ? Gen.Elements<string?>("eco", "full", "übrig", null, "never seen") : RightNumber.Select(text => (string?)text)),
        (1, name == "temperature" ? RightNumber.Select(text => (string?)text) : Gen.Constant<string?>(null)));
}

using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Thrift;

/// <summary>The arguments of <c>score</c> and <c>score_batch</c>, with the numbers that Driverless AI has for them.</summary>
/// <param name="RowsAt">Where the first row begins.</param>
/// <param name="RowCount">How many rows there are.</param>
/// <param name="AreMargins">Whether margins are asked for.</param>
/// <param name="AreContributions">Whether contributions are asked for.</param>
internal sealed record ScoreArguments(int RowsAt, int RowCount, bool AreMargins, bool AreContributions)
{
    private const short Rows = 1, Margins = 2, Contributions = 3;

    /// <summary>Reads the arguments of <c>score</c>.</summary>
    /// <param name="arguments">A struct whose structure was checked.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public static ScoreArguments OfRow(ReadOnlySpan<byte> arguments) => Read(arguments, "row", ThriftType.Struct, "a Row");

    /// <summary>Reads the arguments of <c>score_batch</c>.</summary>
    /// <inheritdoc cref="OfRow"/>
    public static ScoreArguments OfRows(ReadOnlySpan<byte> arguments) => Read(arguments, "rows", ThriftType.List, "a list of Row");

    private static ScoreArguments Read(ReadOnlySpan<byte> arguments, string name, ThriftType type, string expected)
    {
        var reader = new ThriftReader(arguments, 0);
        (int At, int Count)? rows = null;
        bool? margins = null, contributions = null;
        while (reader.ReadField(out ThriftType given, out short id))
        {
            switch (id)
            {
                case Rows:
                    rows = ReadRows(ref reader, given, type, name, expected, rows is not null);
                    break;
                case Margins:
                    margins = ReadFlag(ref reader, given, "output_margin", margins is not null);
                    break;
                case Contributions:
                    contributions = ReadFlag(ref reader, given, "pred_contribs", contributions is not null);
                    break;
                default:
                    reader.Skip(given);
                    break;
            }
        }

        (int at, int count) = rows ?? throw new RequestException($"\"{name}\" is missing: {expected} is expected");
        return new ScoreArguments(at, count, margins ?? false, contributions ?? false);
    }

    private static (int At, int Count) ReadRows(ref ThriftReader reader, ThriftType given, ThriftType type, string name, string expected, bool isSecond)
    {
        Require(given == type, name, expected, given, isSecond);
        (ThriftType element, int count) = type == ThriftType.List ? reader.ReadList() : (ThriftType.Struct, 1);
        if (count > 0 && element != ThriftType.Struct) throw new RequestException($"\"{name}\" must be {expected}, not of {element.Name()}");
        int at = reader.At;
        for (int i = 0; i < count; i++) reader.Skip(ThriftType.Struct);
        return (at, count);
    }

    private static bool ReadFlag(ref ThriftReader reader, ThriftType given, string name, bool isSecond)
    {
        Require(given == ThriftType.Bool, name, "a bool", given, isSecond);
        return reader.ReadByte() != 0;
    }

    private static void Require(bool isExpected, string name, string expected, ThriftType given, bool isSecond)
    {
        if (isSecond) throw new RequestException($"\"{name}\" stands twice");
        if (!isExpected) throw new RequestException($"\"{name}\" must be {expected}, not {given.Name()}");
    }
}

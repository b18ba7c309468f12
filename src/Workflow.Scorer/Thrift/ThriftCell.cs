using System.Globalization;
using System.Text.Unicode;
using Workflow.Scoring.Input;

namespace Workflow.Scorer.Thrift;

/// <summary>Reads one cell: a number or a text. As in JSON, a number is what its shortest text is.</summary>
internal static class ThriftCell
{
    private const int LongestNumber = 32;

    /// <summary>Reads a value to its end.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Read(CellParser parser, ThriftType type, ref ThriftReader reader, out double cell)
    {
        switch (type)
        {
            case ThriftType.Double:
                return Parse(parser, reader.ReadDouble(), out cell);
            case ThriftType.Text:
                return Parse(parser, reader.ReadText(), out cell);
            case ThriftType.Byte:
                return Parse(parser, (sbyte)reader.ReadByte(), out cell);
            case ThriftType.Int16:
                return Parse(parser, reader.ReadInt16(), out cell);
            case ThriftType.Int32:
                return Parse(parser, reader.ReadInt32(), out cell);
            case ThriftType.Int64:
                return Parse(parser, reader.ReadInt64(), out cell);
            default:
                cell = double.NaN;
                reader.Skip(type);
                return $"is neither a number nor a text, but of type {type.Name()}";
        }
    }

    private static string? Parse<T>(CellParser parser, T number, out double cell)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        number.TryFormat(text, out int length, [], CultureInfo.InvariantCulture);
        return parser.Parse(text[..length], out cell);
    }

    private static string? Parse(CellParser parser, ReadOnlySpan<byte> text, out double cell)
    {
        cell = double.NaN;
        return Utf8.IsValid(text) ? parser.Parse(text, out cell) : "is no text: its bytes are not UTF-8";
    }
}

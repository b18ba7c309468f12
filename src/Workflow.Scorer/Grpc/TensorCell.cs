using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Workflow.Scorer.Protobuf;
using Workflow.Scoring.Input;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Grpc;

/// <summary>Makes cells of a tensor's values, as REST makes them of texts; NaN stands for a missing value.</summary>
internal static class TensorCell
{
    private const int LongestNumber = 32;

    /// <summary>Makes a cell.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="value">The value's bytes.</param>
    /// <param name="column">The column.</param>
    /// <param name="parser">The column's parser.</param>
    /// <param name="cell">Receives the cell.</param>
    /// <returns>Null, or why the value is refused.</returns>
    public static string? Read(InputTensor tensor, ReadOnlySpan<byte> value, InputColumn column, CellParser parser, out double cell) => tensor.Type.Kind switch
    {
        TensorKind.Text => parser.Parse(value, out cell),
        TensorKind.Signed => Make(column, parser, (long)Whole(tensor, value), out cell),
        TensorKind.Unsigned => Make(column, parser, Whole(tensor, value), out cell),
        _ => value.Length switch
        {
            2 => Make(column, parser, BinaryPrimitives.ReadHalfLittleEndian(value), out cell),
            4 => Make(column, parser, BinaryPrimitives.ReadSingleLittleEndian(value), out cell),
            _ => Make(column, parser, BinaryPrimitives.ReadDoubleLittleEndian(value), out cell),
        },
    };

    // Of fewer than 64 bits only those count that the datatype has.
    private static ulong Whole(InputTensor tensor, ReadOnlySpan<byte> value)
    {
        int at = 0;
        bool isSigned = tensor.Type.Kind == TensorKind.Signed;
        if (!tensor.IsRaw)
        {
            ulong number = Wire.Varint(value, ref at);
            return tensor.Type.Bytes == sizeof(ulong) ? number : isSigned ? (ulong)(int)number : (uint)number;
        }

        return (value.Length, isSigned) switch
        {
            (1, true) => (ulong)(sbyte)value[0],
            (1, false) => value[0],
            (2, true) => (ulong)BinaryPrimitives.ReadInt16LittleEndian(value),
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(value),
            (4, true) => (ulong)BinaryPrimitives.ReadInt32LittleEndian(value),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(value),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(value),
        };
    }

    private static string? Make<T>(InputColumn column, CellParser parser, T number, out double cell)
        where T : INumberBase<T>, IUtf8SpanFormattable
    {
        if (T.IsNaN(number)) return parser.Missing(out cell);
        double value = double.CreateTruncating(number);
        bool isNumber = column.Type == ColumnType.Number;
        if (isNumber && column.MissingTexts.Count == 0 && float.IsFinite((float)value))
        {
            cell = value;
            return null;
        }

        Span<byte> text = stackalloc byte[LongestNumber];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        string? refusal = parser.Parse(text[..length], out cell);

        // The shortest text of a number in single precision is that of another one in double precision.
        if (isNumber && refusal is null && !double.IsNaN(cell)) cell = value;
        return refusal;
    }
}

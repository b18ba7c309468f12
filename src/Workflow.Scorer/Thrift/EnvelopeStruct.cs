using System.Buffers;
using Workflow.Scorer.Rows;

namespace Workflow.Scorer.Thrift;

/// <summary>Which rows lie outside of where the training rows lay, as the struct <c>Envelope</c>.</summary>
internal static class EnvelopeStruct
{
    /// <summary>Writes it.</summary>
    public static byte[] Of(OutsideRows rows)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteField(ThriftType.Int32, 1);
        output.WriteInt32(rows.Count);
        output.WriteField(ThriftType.List, 2);
        output.WriteList(ThriftType.Struct, rows.First.Count);
        foreach (OutsideRow row in rows.First) Write(output, row);
        output.WriteStop();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, OutsideRow row)
    {
        output.WriteField(ThriftType.Int32, 1);
        output.WriteInt32(row.Row);
        output.WriteField(ThriftType.List, 2);
        output.WriteList(ThriftType.Text, row.Columns.Count);
        foreach (string column in row.Columns) output.WriteText(column);
        if (row.Distance is { } distance)
        {
            output.WriteField(ThriftType.Double, 3);
            output.WriteDouble(distance);
        }

        output.WriteStop();
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Workflow.Scorer.Protobuf;
using Workflow.Scoring;

namespace Workflow.Scorer.Grpc;

/// <summary>The classes of a pipeline as values of a tensor of BYTES: raw, or as <c>bytes_contents</c>.</summary>
internal sealed class ClassTexts
{
    private const int BytesField = 8;

    private readonly ScoringPipeline _pipeline;
    private readonly byte[][] _texts;

    public ClassTexts(ScoringPipeline pipeline, bool isRaw)
    {
        _pipeline = pipeline;
        _texts = [.. pipeline.TargetLabels.Select(Encoding.UTF8.GetBytes).Select(text => isRaw ? Raw(text) : MessageWriter.Make(contents => contents.Bytes(BytesField, text)))];
    }

    /// <summary>Outputs per row.</summary>
    public int Width => _pipeline.OutputColumns.Count;

    /// <summary>Length of the classes of all rows.</summary>
    /// <param name="decisions">For each class the rows that are decided for it.</param>
    public long LengthOf(ReadOnlySpan<int> decisions)
    {
        long length = 0;
        for (int i = 0; i < decisions.Length; i++) length += (long)decisions[i] * _texts[i].Length;
        return length;
    }

    /// <summary>Counts for which classes rows are decided.</summary>
    /// <param name="outputs">All outputs, row by row.</param>
    /// <param name="decisions">The counts so far.</param>
    public void Count(ReadOnlySpan<double> outputs, Span<int> decisions)
    {
        for (; !outputs.IsEmpty; outputs = outputs[Width..]) decisions[_pipeline.Decide(outputs[..Width])]++;
    }

    /// <summary>Writes the class of each row.</summary>
    public void Write(IBufferWriter<byte> buffer, ReadOnlySpan<double> outputs)
    {
        for (; !outputs.IsEmpty; outputs = outputs[Width..]) buffer.Write(_texts[_pipeline.Decide(outputs[..Width])]);
    }

    private static byte[] Raw(byte[] text)
    {
        var raw = new byte[sizeof(uint) + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(raw, text.Length);
        text.CopyTo(raw, sizeof(uint));
        return raw;
    }
}

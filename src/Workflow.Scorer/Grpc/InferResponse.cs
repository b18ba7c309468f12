using System.Buffers;
using System.Buffers.Binary;
using Workflow.Scorer.Inference;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Grpc;

/// <summary>
/// A <c>ModelInferResponse</c> whose length is known before its values are: in front of a message stands its length, and values of all rows would
/// take more memory than the request has been given.
/// </summary>
internal sealed class InferResponse
{
    private const int OutputField = 5, ContentsField = 5, FlagsField = 1, NumbersField = 7, RawField = 6;

    private readonly ScoringPipeline _pipeline;
    private readonly InferRequest _request;
    private readonly ClassTexts _classes;

    /// <summary>Computes the length.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="request">The request.</param>
    /// <param name="classes">The classes as they are answered.</param>
    /// <param name="decisions">For each class the rows that are decided for it.</param>
    /// <exception cref="TooLargeException">No message can be so long.</exception>
    public InferResponse(ScoringPipeline pipeline, InferRequest request, ClassTexts classes, ReadOnlySpan<int> decisions)
    {
        _pipeline = pipeline;
        _request = request;
        _classes = classes;
        var parts = new List<OutputPart>();
        var begin = new ArrayBufferWriter<byte>();
        var writer = new MessageWriter(begin);
        writer.Text(1, pipeline.Manifest.Name);
        writer.Text(2, pipeline.ModelId.ToString());
        writer.Text(3, request.Id);
        foreach (OutputTensor output in request.IsRaw ? request.Outputs : []) writer.Bytes(OutputField, Describe(output));
        foreach (OutputTensor output in request.Outputs)
        {
            long length = LengthOf(output, decisions);
            parts.Add(new OutputPart([.. begin.WrittenSpan, .. HeadOf(output, length)], output, length));
            begin.ResetWrittenCount();
        }

        Parts = parts;
        Length = parts.Sum(part => part.Length);
        if (Length > int.MaxValue) throw new TooLargeException($"the answer would have {Length} bytes, a message may have at most {int.MaxValue}; send fewer rows at a time");
    }

    /// <summary>Its length.</summary>
    public long Length { get; }

    /// <summary>What it is made of.</summary>
    public IReadOnlyList<OutputPart> Parts { get; }

    /// <summary>Writes what the model made of rows.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="part">The piece to which it belongs.</param>
    /// <param name="outputs">All outputs, row by row.</param>
    public void WriteScored(IBufferWriter<byte> buffer, OutputPart part, ReadOnlySpan<double> outputs)
    {
        if (part.Output.Kind == OutputKind.Class)
        {
            _classes.Write(buffer, outputs);
            return;
        }

        for (int width = _classes.Width; !outputs.IsEmpty; outputs = outputs[width..]) Write(buffer, outputs[part.Output.Index]);
    }

    /// <summary>Writes where rows lie.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="part">The piece to which it belongs.</param>
    /// <param name="cells">The cells, row by row.</param>
    public void WritePlaces(IBufferWriter<byte> buffer, OutputPart part, ReadOnlySpan<double> cells)
    {
        for (var rows = new EnvelopeCursor(_pipeline, cells); rows.Next();)
        {
            if (part.Output.Kind == OutputKind.IsOutside) Write(buffer, rows.IsOutside);
            else if (part.Output.Kind == OutputKind.Distance) Write(buffer, rows.Distance);
            else foreach (bool isOutside in rows.Columns) Write(buffer, isOutside);
        }
    }

    private static void Write(IBufferWriter<byte> buffer, double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(sizeof(double)), number);
        buffer.Advance(sizeof(double));
    }

    // Raw and in a message it is the same byte.
    private static void Write(IBufferWriter<byte> buffer, bool flag)
    {
        buffer.GetSpan(1)[0] = flag ? (byte)1 : (byte)0;
        buffer.Advance(1);
    }

    private long LengthOf(OutputTensor output, ReadOnlySpan<int> decisions) => output.Kind switch
    {
        OutputKind.Class => _classes.LengthOf(decisions),
        OutputKind.IsOutside => _request.RowCount,
        OutputKind.OutsideColumns => (long)_request.RowCount * _pipeline.InputColumns.Count,
        _ => (long)_request.RowCount * sizeof(double),
    };

    private byte[] Describe(OutputTensor output) => MessageWriter.Make(tensor =>
    {
        tensor.Text(1, output.Name);
        tensor.Text(2, output.Type);
        tensor.Numbers(3, output.Shape(_pipeline, _request.RowCount));
    });

    // What stands in front of an output's values.
    private byte[] HeadOf(OutputTensor output, long length)
    {
        if (_request.IsRaw) return MessageWriter.Make(message => message.Begin(RawField, length));
        byte[] packed = output.Kind == OutputKind.Class ? [] : MessageWriter.Make(contents => contents.Begin(output.Type == "BOOL" ? FlagsField : NumbersField, length));
        byte[] described = [.. Describe(output), .. MessageWriter.Make(tensor => tensor.Begin(ContentsField, packed.Length + length)), .. packed];
        return [.. MessageWriter.Make(message => message.Begin(OutputField, described.Length + length)), .. described];
    }
}

using System.Buffers;
using System.Buffers.Binary;
using Workflow.Scorer.Inference;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;
using Workflow.Scoring;

namespace Workflow.Scorer.Grpc;

/// <summary>
/// A <c>ModelInferResponse</c> whose length is known before its values are: in front of a message stands its length, and values of all rows would
/// take more memory than the request has been given.
/// </summary>
internal sealed class InferResponse
{
    private const int OutputField = 5, ContentsField = 5, NumbersField = 7, RawField = 6;

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
            long length = output.Index < 0 ? classes.LengthOf(decisions) : (long)request.RowCount * sizeof(double);
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

    /// <summary>Writes the values of rows.</summary>
    /// <param name="buffer">Receives them.</param>
    /// <param name="part">The piece to which they belong.</param>
    /// <param name="outputs">All outputs, row by row.</param>
    public void Write(IBufferWriter<byte> buffer, OutputPart part, ReadOnlySpan<double> outputs)
    {
        if (part.Output.Index < 0) _classes.Write(buffer, outputs);
        else WriteNumbers(buffer, part.Output.Index, outputs);
    }

    private void WriteNumbers(IBufferWriter<byte> buffer, int index, ReadOnlySpan<double> outputs)
    {
        for (int width = _classes.Width; !outputs.IsEmpty; outputs = outputs[width..])
        {
            BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(sizeof(double)), outputs[index]);
            buffer.Advance(sizeof(double));
        }
    }

    private byte[] Describe(OutputTensor output) => MessageWriter.Make(tensor =>
    {
        tensor.Text(1, output.Name);
        tensor.Text(2, output.Type);
        tensor.Numbers(3, _request.RowCount);
    });

    // What stands in front of an output's values.
    private byte[] HeadOf(OutputTensor output, long length)
    {
        if (_request.IsRaw) return MessageWriter.Make(message => message.Begin(RawField, length));
        byte[] numbers = output.Index < 0 ? [] : MessageWriter.Make(contents => contents.Begin(NumbersField, length));
        byte[] described = [.. Describe(output), .. MessageWriter.Make(tensor => tensor.Begin(ContentsField, numbers.Length + length)), .. numbers];
        return [.. MessageWriter.Make(message => message.Begin(OutputField, described.Length + length)), .. described];
    }
}

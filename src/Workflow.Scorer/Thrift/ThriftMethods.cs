using System.Buffers;
using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Rpc;
using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Thrift;

/// <summary>The methods of Driverless AI's Python scoring service, which <c>/rpc</c> has too, and one that tells where rows lie.</summary>
internal sealed class ThriftMethods(ServedModel model)
{
    private static readonly string[] Paths = [.. RpcMethods.All.Append("get_envelope").Select(method => $"thrift/{method}")];

    private readonly ScoringPipeline _pipeline = model.Pipeline;

    /// <summary>Under which path calls of a method are counted.</summary>
    /// <param name="method">The method, UTF-8; what nobody knows must not grow the list of what is counted.</param>
    public static string PathOf(byte[] method) => Array.Find(Paths, path => Ascii.Equals(method, path.AsSpan("thrift/".Length))) ?? "thrift/other";

    /// <summary>Answers a call.</summary>
    /// <param name="method">Its method, UTF-8.</param>
    /// <param name="arguments">Its arguments: a struct whose structure was checked.</param>
    /// <param name="answer">Receives the answer, once the call is known to have one.</param>
    /// <param name="cancellationToken">Cancelled when the time of the call is over.</param>
    /// <exception cref="ThriftError">The call cannot be answered; nothing was written.</exception>
    public async Task AnswerAsync(byte[] method, ReadOnlyMemory<byte> arguments, ThriftAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            await (Encoding.UTF8.GetString(method) switch
            {
                "score" => ScoreRowAsync(arguments, answer),
                "score_batch" => ScoreRowsAsync(arguments, answer, cancellationToken),
                "get_envelope" => TellEnvelopeAsync(arguments, answer, cancellationToken),
                "get_column_names" => AnswerNamesAsync(_pipeline.InputColumns.Select(column => column.Name), answer),
                "get_transformed_column_names" => AnswerNamesAsync(_pipeline.TransformedColumns, answer),
                "get_target_labels" => AnswerAsync(_pipeline.TargetLabels, answer),
                "get_hash" => AnswerAsync(_pipeline.ModelId.ToString(), answer),
                var other => throw new ThriftError(ThriftError.UnknownMethod, $"{RpcMethods.Unknown(other)}, get_envelope"),
            }).ConfigureAwait(false);
        }
        catch (RequestException wrong)
        {
            throw ThriftError.Wrong(string.Join("; ", model.ForCaller(wrong).Errors));
        }
        catch (UnsupportedException unsupported)
        {
            throw new ThriftError(ThriftError.Internal, unsupported.Message) { Status = unsupported.Status };
        }
    }

    private Task AnswerNamesAsync(IEnumerable<string> names, ThriftAnswer answer)
    {
        model.RequireOpenSchema();
        return AnswerAsync(names, answer);
    }

    private static async Task AnswerAsync(IEnumerable<string> texts, ThriftAnswer answer)
    {
        byte[][] all = [.. texts.Select(Encoding.UTF8.GetBytes)];
        answer.Begin(ThriftType.List, ThriftWriter.ListBytes + all.Sum(text => sizeof(int) + (long)text.Length));
        answer.Output.WriteList(ThriftType.Text, all.Length);
        foreach (byte[] text in all) answer.Output.WriteText(text);
        await answer.EndAsync().ConfigureAwait(false);
    }

    private static async Task AnswerAsync(string text, ThriftAnswer answer)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        answer.Begin(ThriftType.Text, sizeof(int) + bytes.Length);
        answer.Output.WriteText(bytes);
        await answer.EndAsync().ConfigureAwait(false);
    }

    private async Task ScoreRowAsync(ReadOnlyMemory<byte> arguments, ThriftAnswer answer)
    {
        ScoreArguments given = ScoreArguments.OfRow(arguments.Span);
        if (given.AreContributions) await Task.Yield();
        RowNumbers numbers = RowNumbers.Choose(model, given.AreContributions, given.AreMargins);
        double[] cells = ReadRow(arguments.Span, given.RowsAt);
        answer.Begin(ThriftType.List, BytesPerRow(numbers));
        WriteRows(answer.Output, numbers, cells);
        await answer.EndAsync().ConfigureAwait(false);
    }

    private double[] ReadRow(ReadOnlySpan<byte> arguments, int at)
    {
        var reader = new ThriftReader(arguments, at);
        return new ThriftRow(_pipeline).Read(ref reader);
    }

    private async Task ScoreRowsAsync(ReadOnlyMemory<byte> arguments, ThriftAnswer answer, CancellationToken cancellationToken)
    {
        ScoreArguments given = ScoreArguments.OfRows(arguments.Span);
        if (given.AreContributions) await Task.Yield();
        RowNumbers numbers = RowNumbers.Choose(model, given.AreContributions, given.AreMargins);
        var blocks = new RowBlocks(model, numbers.Width);
        ThriftRows Rows() => new(_pipeline, arguments, given.RowsAt, given.RowCount);
        await blocks.CheckAsync(Rows(), cancellationToken).ConfigureAwait(false);
        answer.Begin(ThriftType.List, ThriftWriter.ListBytes + (given.RowCount * BytesPerRow(numbers)));
        answer.Output.WriteList(ThriftType.List, given.RowCount);
        await blocks.ForEachAsync(Rows(), cells => WriteRows(answer.Output, numbers, cells), answer.SendIfLargeAsync).ConfigureAwait(false);
        await answer.EndAsync().ConfigureAwait(false);
    }

    private async Task TellEnvelopeAsync(ReadOnlyMemory<byte> arguments, ThriftAnswer answer, CancellationToken cancellationToken)
    {
        ScoreArguments given = ScoreArguments.OfRows(arguments.Span);
        UnsupportedException.RequireEnvelope(_pipeline);
        var blocks = new RowBlocks(model, numbersPerRow: 1);
        ThriftRows Rows() => new(_pipeline, arguments, given.RowsAt, given.RowCount);
        await blocks.CheckAsync(Rows(), cancellationToken).ConfigureAwait(false);
        var outside = new OutsideRows(model);
        await blocks.ForEachAsync(Rows(), cells => outside.Look(cells), () => Task.CompletedTask).ConfigureAwait(false);
        byte[] envelope = EnvelopeStruct.Of(outside);
        answer.Begin(ThriftType.Struct, envelope.Length);
        answer.Output.Write(envelope);
        await answer.EndAsync().ConfigureAwait(false);
    }

    private static long BytesPerRow(RowNumbers numbers) => ThriftWriter.ListBytes + ((long)numbers.Width * sizeof(double));

    // One list per row.
    private void WriteRows(IBufferWriter<byte> output, RowNumbers numbers, ReadOnlySpan<double> cells)
    {
        int width = numbers.Width, length = cells.Length / _pipeline.InputColumns.Count * width;
        double[] rented = ArrayPool<double>.Shared.Rent(length);
        try
        {
            Span<double> results = rented.AsSpan(0, length);
            numbers.Compute(cells, results);
            for (; !results.IsEmpty; results = results[width..])
            {
                output.WriteList(ThriftType.Double, width);
                foreach (double number in results[..width]) output.WriteDouble(number);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}

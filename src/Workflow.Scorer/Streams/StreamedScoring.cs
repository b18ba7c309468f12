using System.Buffers;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

/// <summary>
/// Scores rows while they come and answers them while more come, so that a body may have any length. A wrong row among the first ones refuses the
/// request; a later one ends the answer, which then says so in its last line and is not whole as HTTP has it.
/// </summary>
/// <param name="model">Scores.</param>
/// <param name="form">The form of the answer.</param>
/// <param name="contributions">Whose contributions are asked for.</param>
internal sealed class StreamedScoring(ServedModel model, IStreamedForm form, ContributionKind contributions)
{
    private readonly ScoringPipeline _pipeline = model.Pipeline;
    private readonly int _width = model.Pipeline.InputColumns.Count;
    private readonly int _outputs = model.Pipeline.OutputColumns.Count;
    private readonly int _contributions = NamesOf(model.Pipeline, contributions).Count;
    private readonly bool[] _outside = new bool[model.Pipeline.InputColumns.Count];

    /// <summary>Names of what is answered for a kind of contributions.</summary>
    public static IReadOnlyList<string> NamesOf(ScoringPipeline pipeline, ContributionKind kind) => kind switch
    {
        ContributionKind.Original => pipeline.ContributionColumns,
        ContributionKind.Transformed => pipeline.TransformedContributionColumns,
        _ => [],
    };

    /// <summary>Answers rows.</summary>
    /// <exception cref="RequestException">A row is wrong.</exception>
    public async Task AnswerAsync(HttpContext context, StreamedRows rows)
    {
        var answer = new StreamedAnswer(context.Response, form.ContentType);
        var blocks = new RowBlocks(model, _outputs + _contributions);
        form.WriteBegin(answer.Buffer);
        try
        {
            await blocks.ForEachStreamedAsync(
                rows, cells => Score(rows, cells, answer.Buffer), () => answer.SendAsync(context.RequestAborted), context.RequestAborted).ConfigureAwait(false);
        }
        catch (RequestException wrong) when (answer.HasStarted)
        {
            model.RequestLog?.Warn($"the answer was broken off: {wrong.Errors[0].Place} is wrong", context);
            form.WriteBreak(answer.Buffer, model.ForCaller(wrong));
            await answer.SendAsync(context.RequestAborted).ConfigureAwait(false);
            throw;
        }

        form.WriteEnd(answer.Buffer);
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private void Score(StreamedRows rows, ReadOnlySpan<double> cells, IBufferWriter<byte> output)
    {
        int count = cells.Length / _width;
        double[] outputs = ArrayPool<double>.Shared.Rent(count * _outputs), parts = ArrayPool<double>.Shared.Rent(count * _contributions);
        try
        {
            _pipeline.Score(cells, outputs.AsSpan(0, count * _outputs));
            int rowsOutside = 0;
            Explain(cells, parts.AsSpan(0, count * _contributions));
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<double> input = cells.Slice(row * _width, _width);
                bool isOutside = _pipeline.IsOutside(input, _outside);
                if (isOutside) rowsOutside++;
                form.WriteRow(output, new ScoredRow
                {
                    Record = rows.Record(row),
                    Outputs = outputs.AsSpan(row * _outputs, _outputs),
                    Contributions = parts.AsSpan(row * _contributions, _contributions),
                    IsOutside = isOutside,
                    Cells = input,
                    OutsideColumns = _outside,
                });
            }

            model.Note(cells, outputs.AsSpan(0, count * _outputs), rowsOutside);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(outputs);
            ArrayPool<double>.Shared.Return(parts);
        }
    }

    private void Explain(ReadOnlySpan<double> cells, Span<double> parts)
    {
        if (contributions == ContributionKind.Original) _pipeline.Contributions(cells, parts);
        else if (contributions == ContributionKind.Transformed) _pipeline.TransformedContributions(cells, parts);
    }
}

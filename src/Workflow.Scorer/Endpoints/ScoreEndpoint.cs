using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scoring;

namespace Workflow.Scorer.Endpoints;

/// <summary>
/// <c>POST /model/score</c>: rows in, probabilities out, as texts with every digit. All rows are checked before the first one is answered, and
/// both go block by block: besides the body, a request takes no more memory than a block, however many rows it has.
/// </summary>
internal sealed class ScoreEndpoint
{
    private const int MostBlockRows = 1024;
    private const int MostBlockCells = 8192;
    private const int MostBlockOutputs = 2048;

    private readonly ScoringPipeline _pipeline;
    private readonly RequestBodyReader _bodies;
    private readonly ScoreRequestReader _reader;
    private readonly string _modelId;
    private readonly int _blockRows;

    public ScoreEndpoint(ScoringPipeline pipeline, RequestBodyReader bodies)
    {
        _pipeline = pipeline;
        _bodies = bodies;
        _reader = new ScoreRequestReader(pipeline);
        _modelId = pipeline.ModelId.ToString();
        int rows = Math.Min(MostBlockCells / pipeline.InputColumns.Count, MostBlockOutputs / pipeline.OutputColumns.Count);
        _blockRows = Math.Clamp(rows, 1, MostBlockRows);
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        using RequestBody body = await _bodies.ReadAsync(context).ConfigureAwait(false);
        ScoreRequest request = _reader.Read(body.Bytes);
        await CheckAsync(request, context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(request, context).ConfigureAwait(false);
    }

    private async Task CheckAsync(ScoreRequest request, CancellationToken cancellationToken)
    {
        RequestRows rows = request.Rows();
        var errors = new List<RequestError>();
        while (CheckBlock(rows, errors))
        {
            // A long request lets others onto the processor.
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        if (errors.Count > 0) throw new RequestException([.. errors.Take(RequestException.MostErrors)]);
    }

    private bool CheckBlock(RequestRows rows, List<RequestError> errors)
    {
        double[] cells = ArrayPool<double>.Shared.Rent(_blockRows * _pipeline.InputColumns.Count);
        try
        {
            return rows.Read(cells.AsSpan(0, _blockRows * _pipeline.InputColumns.Count), errors) == _blockRows;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(cells);
        }
    }

    private async Task AnswerAsync(ScoreRequest request, HttpContext context)
    {
        using var answer = new StreamedJson(context.Response);
        RequestRows rows = request.Rows();
        WriteBegin(answer.Json);
        while (WriteBlock(answer.Json, rows))
        {
            await answer.SendAsync(context.RequestAborted).ConfigureAwait(false);
            await Task.Yield();
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private void WriteBegin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", _modelId);
        json.WriteStartArray("fields");
        foreach (string name in _pipeline.OutputColumns) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("score");
    }

    private bool WriteBlock(Utf8JsonWriter json, RequestRows rows)
    {
        int width = _pipeline.InputColumns.Count;
        int outputWidth = _pipeline.OutputColumns.Count;
        double[] cells = ArrayPool<double>.Shared.Rent(_blockRows * width);
        double[] outputs = ArrayPool<double>.Shared.Rent(_blockRows * outputWidth);
        try
        {
            int count = rows.Read(cells.AsSpan(0, _blockRows * width), []);
            Span<double> scores = outputs.AsSpan(0, count * outputWidth);
            _pipeline.Score(cells.AsSpan(0, count * width), scores);
            WriteScores(json, scores);
            return count == _blockRows;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(cells);
            ArrayPool<double>.Shared.Return(outputs);
        }
    }

    private void WriteScores(Utf8JsonWriter json, ReadOnlySpan<double> outputs)
    {
        Span<byte> text = stackalloc byte[32];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (i % _pipeline.OutputColumns.Count == 0) json.WriteStartArray();
            outputs[i].TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            json.WriteStringValue(text[..length]);
            if (i % _pipeline.OutputColumns.Count == _pipeline.OutputColumns.Count - 1) json.WriteEndArray();
        }
    }
}

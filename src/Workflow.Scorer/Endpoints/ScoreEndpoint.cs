using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scoring;

namespace Workflow.Scorer.Endpoints;

/// <summary><c>POST /model/score</c>: rows in, probabilities out, as texts with every digit.</summary>
internal sealed class ScoreEndpoint
{
    private readonly ScoringPipeline _pipeline;
    private readonly ScoreRequestReader _reader;
    private readonly string _modelId;

    public ScoreEndpoint(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _reader = new ScoreRequestReader(pipeline);
        _modelId = pipeline.ModelId.ToString();
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        double[] cells = await ReadCellsAsync(context).ConfigureAwait(false);
        int rows = cells.Length / _pipeline.InputColumns.Count;
        var outputs = new double[rows * _pipeline.OutputColumns.Count];
        _pipeline.Score(cells, outputs);
        await JsonResponse.OkAsync(context, json => Write(json, outputs)).ConfigureAwait(false);
    }

    private async Task<double[]> ReadCellsAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return _reader.Read(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private void Write(Utf8JsonWriter json, double[] outputs)
    {
        json.WriteStartObject();
        json.WriteString("id", _modelId);
        json.WriteStartArray("fields");
        foreach (string name in _pipeline.OutputColumns) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("score");
        Span<byte> text = stackalloc byte[32];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (i % _pipeline.OutputColumns.Count == 0) json.WriteStartArray();
            outputs[i].TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            json.WriteStringValue(text[..length]);
            if (i % _pipeline.OutputColumns.Count == _pipeline.OutputColumns.Count - 1) json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

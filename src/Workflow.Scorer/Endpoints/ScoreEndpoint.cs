using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Streams;
using Workflow.Scoring;

namespace Workflow.Scorer.Endpoints;

/// <summary>
/// <c>POST /model/score</c>: rows in, probabilities out, as texts with every digit. All rows are checked before the first one is answered, and
/// both go block by block: besides the body, a request takes no more memory than a block, however many rows it has.
/// </summary>
internal sealed class ScoreEndpoint
{
    // So many numbers are written before it is asked whether there is something to send.
    private const int LongestPiece = 256;

    private readonly ServedModel _model;
    private readonly ScoringPipeline _pipeline;
    private readonly RequestBodyReader _bodies;
    private readonly ScoreRequestReader _reader;
    private readonly RowBlocks _blocks;
    private readonly ContributionWriter _contributions;
    private readonly StreamedScoreEndpoint _streamed;
    private readonly string _modelId;
    private readonly byte[] _outputNames;

    public ScoreEndpoint(ServedModel model)
    {
        ScoringPipeline pipeline = model.Pipeline;
        _model = model;
        _pipeline = pipeline;
        _bodies = model.Bodies;
        _reader = new ScoreRequestReader(pipeline);
        _blocks = new RowBlocks(model, pipeline.OutputColumns.Count);
        _contributions = new ContributionWriter(model);
        _streamed = new StreamedScoreEndpoint(model);
        _modelId = pipeline.ModelId.ToString();
        _outputNames = ListOf(pipeline.OutputColumns);
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    /// <exception cref="UnsupportedException">It asks for contributions that the model does not have.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        BodyFormat format = BodyFormats.Of(context.Request);
        await (format == BodyFormat.Json ? AnswerAsync(context) : _streamed.HandleAsync(context, format)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        StreamOptions.Refuse(context.Request, "options stand in the body, where it is JSON");
        using RequestBody body = await _bodies.ReadAsync(context).ConfigureAwait(false);
        ScoreRequest request = _reader.Read(body.Bytes, _blocks);
        if (request.Contributions != ContributionKind.None)
        {
            await Task.Yield();
            _model.RequireNamedContributions();
        }

        // What is given back is read again, and the cells with it.
        using KeptCells? kept = request.Cells ?? (request.GivesBack ? null : new KeptCells(_pipeline.InputColumns.Count, body.Bytes.Length));
        if (request.Cells is null) await _blocks.CheckAsync(request.Rows(), context.RequestAborted, kept).ConfigureAwait(false);
        await AnswerAsync(request, kept, context).ConfigureAwait(false);
    }

    private async Task AnswerAsync(ScoreRequest request, KeptCells? kept, HttpContext context)
    {
        using var answer = new StreamedJson(context.Response);
        ListRows rows = request.Rows();
        WriteBegin(answer.Json, request);
        var outside = new OutsideRows(_model);
        IRowReader cells = kept is { AreAll: true } ? kept : rows;
        await _blocks.ForEachScoredAsync(cells, outputs => WriteAsync(answer, request, rows, outputs, context.RequestAborted), outside).ConfigureAwait(false);
        answer.Json.WriteEndArray();
        if (_pipeline.Envelope is not null) answer.Json.WriteEnvelope(outside);
        if (request.Contributions != ContributionKind.None)
        {
            answer.Json.WriteStartObject("featureShapleyContributions");
            await _contributions.WriteAsync(answer, request, context.RequestAborted).ConfigureAwait(false);
            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndObject();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private void WriteBegin(Utf8JsonWriter json, ScoreRequest request)
    {
        json.WriteStartObject();
        json.WriteString("id", _modelId);
        if (request.HasFieldNames)
        {
            WriteFields(json, request);
        }

        json.WriteStartArray("score");
    }

    private void WriteFields(Utf8JsonWriter json, ScoreRequest request)
    {
        if (!request.GivesBack && request.GeneratedId is null)
        {
            json.WritePropertyName("fields");
            json.WriteRawValue(_outputNames, skipInputValidation: true);
            return;
        }

        json.WriteStartArray("fields");
        request.WriteKeptNames(json);
        if (request.GeneratedId is { } id) json.WriteStringValue(id);
        foreach (string name in _pipeline.OutputColumns) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static byte[] ListOf(IEnumerable<string> names)
    {
        using var list = new MemoryStream();
        using (var json = new Utf8JsonWriter(list))
        {
            json.WriteStartArray();
            foreach (string name in names) json.WriteStringValue(name);
            json.WriteEndArray();
        }

        return list.ToArray();
    }

    private async Task WriteAsync(StreamedJson answer, ScoreRequest request, ListRows rows, ReadOnlyMemory<double> outputs, CancellationToken cancellationToken)
    {
        int width = _pipeline.OutputColumns.Count, count = outputs.Length / width;

        // What is given back may be long: it is sent row by row.
        bool areAlone = !request.GivesBack && request.GeneratedId is null;
        int atOnce = areAlone ? Math.Max(LongestPiece / width, 1) : 1;
        for (int row = 0; row < count; row += atOnce)
        {
            ReadOnlySpan<double> next = outputs.Span[(row * width)..Math.Min((row + atOnce) * width, outputs.Length)];
            if (areAlone) answer.Json.WriteNumberTexts(next, width);
            else WriteRow(answer.Json, request, rows, row, next);
            await answer.SendIfLargeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void WriteRow(Utf8JsonWriter json, ScoreRequest request, ListRows rows, int row, ReadOnlySpan<double> outputs)
    {
        json.WriteStartArray();
        rows.WriteKept(json, row);
        if (request.GeneratedId is not null) json.WriteStringValue(Guid.NewGuid());
        foreach (double output in outputs) json.WriteNumberText(output);
        json.WriteEndArray();
    }
}

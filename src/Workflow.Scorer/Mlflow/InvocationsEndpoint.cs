using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Streams;
using Workflow.Scoring;

namespace Workflow.Scorer.Mlflow;

/// <summary>What MLflow's scoring server answers: <c>POST /invocations</c>, <c>GET /ping</c> and <c>GET /version</c>.</summary>
internal sealed class InvocationsEndpoint(ServedModel model)
{
    private readonly InvocationReader _reader = new(model.Pipeline);
    private readonly RowBlocks _blocks = new(model, model.Pipeline.OutputColumns.Count);
    private readonly RecordWriter _records = new(model.Pipeline);

    /// <summary>Answers <c>/invocations</c>.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        StreamOptions.Refuse(context.Request, "there are no options here; /model/score has some");
        BodyFormat format = BodyFormats.Of(context.Request);
        await (format == BodyFormat.Json ? AnswerAsync(context) : AnswerStreamAsync(context, format)).ConfigureAwait(false);
    }

    /// <summary>Answers <c>/ping</c>: the model is ready.</summary>
    public static Task PingAsync(HttpContext context) => TextAsync(context, "\n");

    /// <summary>Answers <c>/version</c>: which model this is.</summary>
    public static Task VersionAsync(HttpContext context, ScoringPipeline pipeline) => TextAsync(context, $"{pipeline.Manifest.Name} {pipeline.ModelId}");

    private async Task AnswerStreamAsync(HttpContext context, BodyFormat format)
    {
        using IDisposable admitted = await model.Bodies.EnterStreamAsync(context).ConfigureAwait(false);
        StreamedRows rows = await BodyRows.OpenAsync(model.Pipeline, format, context, []).ConfigureAwait(false);
        await new StreamedScoring(model, new PredictionsForm(model), ContributionKind.None).AnswerAsync(context, rows).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using RequestBody body = await model.Bodies.ReadAsync(context).ConfigureAwait(false);
        Func<IRowReader> rows = _reader.Read(body.Bytes);
        await _blocks.CheckAsync(rows(), context.RequestAborted).ConfigureAwait(false);
        var outside = new OutsideRows(model);
        using var answer = new StreamedJson(context.Response);
        answer.Json.WriteStartObject();
        answer.Json.WriteStartArray("predictions");
        await _blocks.ForEachScoredAsync(rows(), outputs =>
        {
            _records.Write(answer.Json, outputs.Span);
            return answer.SendIfLargeAsync(context.RequestAborted);
        }, outside).ConfigureAwait(false);
        answer.Json.WriteEndArray();
        if (model.Pipeline.Envelope is not null) answer.Json.WriteEnvelope(outside);
        answer.Json.WriteEndObject();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}

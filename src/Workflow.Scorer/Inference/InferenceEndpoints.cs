using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Inference;

/// <summary>The Open Inference Protocol, version 2, over REST: what the model is, and inference.</summary>
internal sealed class InferenceEndpoints(ServedModel model)
{
    private readonly TensorReader _reader = new(model.Pipeline);
    private readonly RowBlocks _blocks = new(model, model.Pipeline.OutputColumns.Count);

    /// <summary><c>GET /v2</c>: what this server is.</summary>
    public static Task ServerAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "workflow-scorer");
        json.WriteString("version", typeof(InferenceEndpoints).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("extensions");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>GET /v2/health/live</c>: the process answers.</summary>
    public static Task LiveAsync(HttpContext context) => FlagAsync(context, "live", null);

    /// <summary><c>GET /v2/health/ready</c>: the model is proven.</summary>
    public static Task ReadyAsync(HttpContext context) => FlagAsync(context, "ready", null);

    /// <summary><c>GET /v2/models/NAME/ready</c>: the same, with the model's name.</summary>
    public Task ModelReadyAsync(HttpContext context) => FlagAsync(context, "ready", model.Pipeline.Manifest.Name);

    /// <summary><c>GET /v2/models/NAME</c>: its tensors.</summary>
    public Task ModelAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("name", model.Pipeline.Manifest.Name);
        json.WriteStartArray("versions");
        json.WriteStringValue(model.Pipeline.ModelId);
        json.WriteEndArray();
        json.WriteString("platform", "workflow");
        json.WriteStartArray("inputs");
        foreach (InputColumn column in model.Pipeline.InputColumns) WriteTensor(json, column.Name, column.Type == ColumnType.Number ? "FP64" : "BYTES", [-1]);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (OutputTensor output in OutputTensor.All(model.Pipeline)) WriteTensor(json, output.Name, output.Type, output.Shape(model.Pipeline, -1));
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>POST /v2/models/NAME/infer</c>: tensors in, tensors out.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    public async Task InferAsync(HttpContext context)
    {
        using RequestBody body = await model.Bodies.ReadAsync(context).ConfigureAwait(false);
        TensorRequest request = _reader.Read(body.Bytes);
        using var cells = new KeptCells(model.Pipeline.InputColumns.Count, body.Bytes.Length);
        await _blocks.CheckAsync(request.Rows(), context.RequestAborted, cells).ConfigureAwait(false);
        using var answer = new StreamedJson(context.Response);
        WriteBegin(answer.Json, request);

        // Many rows are scored anew for each output: all outputs would take more memory than the request has been given.
        using var kept = new KeptBlocks(body.Bytes.Length);
        foreach (OutputTensor output in request.Outputs)
        {
            WriteTensor(answer.Json, output.Name, output.Type, output.Shape(model.Pipeline, request.RowCount), isOpen: true);
            answer.Json.WriteStartArray("data");
            await WriteAsync(answer, output, request, cells, kept, context.RequestAborted).ConfigureAwait(false);
            answer.Json.WriteEndArray();
            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private Task WriteAsync(StreamedJson answer, OutputTensor output, TensorRequest request, KeptCells cells, KeptBlocks kept, CancellationToken cancellationToken)
    {
        if (!output.IsScored) return _blocks.ForEachAsync(request.Rows(), cells => output.WritePlaces(answer.Json, model.Pipeline, cells), () => answer.SendIfLargeAsync(cancellationToken));
        bool isRepeated = output != request.Outputs.First(one => one.IsScored);
        return _blocks.ForEachScoredAsync(() => !isRepeated && cells.AreAll ? cells : request.Rows(), outputs =>
        {
            output.WriteScored(answer.Json, model.Pipeline, outputs.Span);
            return answer.SendIfLargeAsync(cancellationToken);
        }, kept, isRepeated);
    }

    private void WriteBegin(Utf8JsonWriter json, TensorRequest request)
    {
        json.WriteStartObject();
        json.WriteString("model_name", model.Pipeline.Manifest.Name);
        json.WriteString("model_version", model.Pipeline.ModelId);
        if (request.Id is { } id)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id.Span, skipInputValidation: true);
        }

        json.WriteStartArray("outputs");
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, string type, long[] shape, bool isOpen = false)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", type);
        json.WriteStartArray("shape");
        foreach (long size in shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        if (!isOpen) json.WriteEndObject();
    }

    private static Task FlagAsync(HttpContext context, string flag, string? name) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        if (name is not null) json.WriteString("name", name);
        json.WriteBoolean(flag, true);
        json.WriteEndObject();
    });
}

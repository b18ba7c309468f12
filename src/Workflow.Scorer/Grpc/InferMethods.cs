using System.Buffers;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Grpc;

/// <summary>Inference: one message, or one after the other.</summary>
internal sealed class InferMethods
{
    private const int ErrorField = 1, ResponseField = 2;

    private readonly ServedModel _model;
    private readonly ScorerOptions _options;
    private readonly RequestGate _gate;
    private readonly InferRequestReader _reader;
    private readonly RowBlocks _blocks;
    private readonly ClassTexts _classes;
    private readonly ClassTexts _rawClasses;

    public InferMethods(ServedModel model, ScorerOptions options, RequestGate gate)
    {
        _model = model;
        _options = options;
        _gate = gate;
        _reader = new InferRequestReader(model.Pipeline);
        _blocks = new RowBlocks(model, model.Pipeline.OutputColumns.Count);
        _classes = new ClassTexts(model.Pipeline, isRaw: false);
        _rawClasses = new ClassTexts(model.Pipeline, isRaw: true);
    }

    /// <summary><c>ModelInfer</c>: tensors in, tensors out.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    /// <exception cref="GrpcException">It is for another model.</exception>
    public async Task InferAsync(HttpContext context)
    {
        using RequestBody message = await new MessageStream(context).OnlyAsync(_model.Bodies).ConfigureAwait(false);
        await AnswerAsync(context, new MessageAnswer(context), message.Bytes, isStreamed: false).ConfigureAwait(false);
    }

    /// <summary><c>ModelStreamInfer</c>: each message is answered before the next one is read; one that is wrong is answered with what is wrong.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        // The time of a request is that of a message here, from its first bytes on.
        var time = context.Features.Get<IHttpRequestTimeoutFeature>() as RequestTime;
        time?.DisableTimeout();
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var messages = new MessageStream(context);
        var answer = new MessageAnswer(context);
        while (await messages.NextLengthAsync().ConfigureAwait(false) is { } length)
        {
            time?.Restart();
            await AnswerNextAsync(context, messages, length, answer).ConfigureAwait(false);
            time?.DisableTimeout();
        }
    }

    // A message takes its place before its memory, as all requests do, and gives both back when it is answered.
    private async Task AnswerNextAsync(HttpContext context, MessageStream messages, uint length, MessageAnswer answer)
    {
        bool isRead = false;
        try
        {
            using IDisposable place = await _gate.EnterAsync(context.RequestAborted).ConfigureAwait(false);
            using RequestBody message = await messages.ReadAsync(length, _model.Bodies).ConfigureAwait(false);
            isRead = true;
            await AnswerAsync(context, answer, message.Bytes, isStreamed: true).ConfigureAwait(false);
        }
        catch (Exception wrong) when ((isRead || wrong is TooManyRequestsException) && FailureOf(wrong).IsOfOneMessage && !GrpcOutcome.Of(context).IsInMessage)
        {
            if (!isRead) await messages.PassAsync(length).ConfigureAwait(false);
            await answer.WriteAsync(MessageWriter.Make(response => response.Text(ErrorField, FailureOf(wrong).Message))).ConfigureAwait(false);
        }
    }

    private GrpcFailure FailureOf(Exception wrong) => GrpcFailure.Of(wrong, _options, isTimeOver: false);

    private async Task AnswerAsync(HttpContext context, MessageAnswer answer, ReadOnlyMemory<byte> message, bool isStreamed)
    {
        InferRequest request = _reader.Read(message);
        using var cells = new KeptCells(_model.Pipeline.InputColumns.Count, message.Length);
        await _blocks.CheckAsync(request.Rows(), context.RequestAborted, cells).ConfigureAwait(false);
        using var kept = new KeptBlocks(message.Length);
        InferResponse response = await MeasureAsync(request, cells.AreAll ? cells : request.Rows(), kept, context.RequestAborted).ConfigureAwait(false);
        byte[] wrapping = isStreamed ? MessageWriter.Make(outer => outer.Begin(ResponseField, response.Length)) : [];
        answer.Begin(wrapping.Length + response.Length);
        answer.Buffer.Write(wrapping);

        // As by REST, many rows are scored anew for each output.
        foreach (OutputPart part in response.Parts)
        {
            answer.Buffer.Write(part.Head);
            await WriteAsync(answer, part, response, request, kept).ConfigureAwait(false);
        }

        await answer.EndAsync().ConfigureAwait(false);
    }

    private Task WriteAsync(MessageAnswer answer, OutputPart part, InferResponse response, InferRequest request, KeptBlocks kept)
    {
        if (!part.Output.IsScored) return _blocks.ForEachAsync(request.Rows(), cells => response.WritePlaces(answer.Buffer, part, cells), answer.SendIfLargeAsync);
        return _blocks.ForEachScoredAsync(request.Rows, outputs =>
        {
            response.WriteScored(answer.Buffer, part, outputs.Span);
            return answer.SendIfLargeAsync();
        }, kept, isRepeated: true);
    }

    // The rows are scored and counted here. How long their classes are is known then, and so is how long the answer will be.
    private async Task<InferResponse> MeasureAsync(InferRequest request, IRowReader rows, KeptBlocks kept, CancellationToken cancellationToken)
    {
        if (!request.Outputs.Any(output => output.IsScored)) return new InferResponse(_model.Pipeline, request, _classes, []);
        ClassTexts classes = request.IsRaw ? _rawClasses : _classes;
        var decisions = new int[_model.Pipeline.TargetLabels.Count];
        await _blocks.ForEachScoredAsync(() => rows, outputs =>
        {
            if (decisions.Length > 0) classes.Count(outputs.Span, decisions);
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }, kept, isRepeated: false).ConfigureAwait(false);
        return new InferResponse(_model.Pipeline, request, classes, decisions);
    }
}

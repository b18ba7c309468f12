using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Thrift;

/// <summary>Answers the calls of one connection, one after the other.</summary>
internal sealed class ThriftConnection
{
    // Of what is refused unread: so many times the largest request. Who sends more is cut off.
    private const int MostDiscarded = 2;

    private readonly ThriftService _service;
    private readonly MessageInput _input;
    private readonly PipeWriter _output;
    private readonly string _id;
    private Transport? _transport;
    private int _calls;

    public ThriftConnection(ThriftService service, IDuplexPipe connection, string id)
    {
        _service = service;
        _id = id;
        _input = new MessageInput(connection.Input, service.Limits, service.Time);
        _output = connection.Output;
    }

    /// <summary>Answers until the caller leaves, sends what is no call, or the server ends.</summary>
    /// <param name="closing">Cancelled when the server ends: a call that has begun is answered, no other one is waited for.</param>
    /// <exception cref="ConnectionAbortedException">The caller left in the middle of a call or of its answer, or is too slow.</exception>
    public async Task RunAsync(CancellationToken closing)
    {
        while (await _input.WaitAsync(closing).ConfigureAwait(false) && await AnswerAsync().ConfigureAwait(false))
        {
        }
    }

    // Whether another call can follow.
    private async Task<bool> AnswerAsync()
    {
        MessageStart start;
        try
        {
            start = await _input.ReadAsync(TryReadStart).ConfigureAwait(false);
        }
        catch (ThriftError wrong)
        {
            await NewAnswer(MessageHeader.Unreadable).FailAsync(wrong).ConfigureAwait(false);
            return false;
        }

        string id = string.Create(CultureInfo.InvariantCulture, $"{_id}:{++_calls}");
        if (_service.Operations is not { } operations) return (await AnswerAsync(start).ConfigureAwait(false)).GoesOn;
        long began = _service.Time.GetTimestamp();
        CurrentRequest? request = operations.Observer.Begin(id, began);
        operations.Metrics.Begin();
        int status = RequestMetrics.Broken;
        try
        {
            (bool goesOn, status) = await AnswerAsync(start).ConfigureAwait(false);
            return goesOn;
        }
        finally
        {
            string path = ThriftMethods.PathOf(start.Header.Method);
            TimeSpan duration = _service.Time.GetElapsedTime(began);
            operations.Metrics.End(path, status, duration);
            if (operations.Observer.Wants(status)) operations.Observer.End(new EndedRequest(id, null, "CALL", path, path, status, duration, request?.Rows ?? 0));
        }
    }

    // Whether another call can follow, and the status that HTTP has for this one's end.
    private async Task<(bool GoesOn, int Status)> AnswerAsync(MessageStart start)
    {
        bool isAnswered = start.Header.Type != MessageType.Oneway;
        TimeSpan mostTime = _service.Operations?.MostTime ?? TimeSpan.Zero;
        using CancellationTokenSource? limit = Limit(mostTime);
        CancellationToken cancellation = limit?.Token ?? CancellationToken.None;
        var body = new MessageBody(_input, start.ArgumentBytes);
        ThriftAnswer answer = NewAnswer(start.Header);
        try
        {
            using IDisposable? place = _service.Operations is { } operations ? await operations.Gate.EnterAsync(cancellation).ConfigureAwait(false) : null;
            using RequestBody arguments = await _service.Bodies.ReadAsync(start.ArgumentBytes, body.FillAsync, cancellation).ConfigureAwait(false);
            if (_transport == Transport.Framed) StructScanner.Check(arguments.Bytes.Span);
            if (isAnswered) await _service.AnswerAsync(start.Header, arguments.Bytes, answer, cancellation).ConfigureAwait(false);
            return (true, StatusCodes.Status200OK);
        }
        catch (Exception wrong) when (!answer.HasStarted && (limit?.IsCancellationRequested == true || !ThriftService.IsGone(wrong)))
        {
            ThriftError error = wrong is OperationCanceledException ? TimeIsOver(mostTime) : _service.ErrorOf(wrong);
            if (isAnswered) await answer.FailAsync(error).ConfigureAwait(false);

            // Where the arguments are no struct, nobody knows where they end.
            return (body.IsOver || (wrong is not ThriftError && await TryDiscardAsync(body, mostTime).ConfigureAwait(false)), error.Status);
        }
    }

    private static ThriftError TimeIsOver(TimeSpan mostTime) =>
        new(ThriftError.Internal, string.Create(CultureInfo.InvariantCulture, $"not answered within {mostTime.TotalSeconds:0.#} seconds; send fewer rows at a time"));

    private MessageStart? TryReadStart(ref SequenceReader<byte> reader)
    {
        _transport ??= MessageStart.Recognize(reader);
        return _transport is { } transport ? MessageStart.TryRead(ref reader, transport) : null;
    }

    private ThriftAnswer NewAnswer(MessageHeader call) => new(_output, call, _transport ?? Transport.Buffered, _service.Time);

    private CancellationTokenSource? Limit(TimeSpan time) => time > TimeSpan.Zero ? new CancellationTokenSource(time, _service.Time) : null;

    // It may take as long as a call may.
    private async Task<bool> TryDiscardAsync(MessageBody body, TimeSpan mostTime)
    {
        using CancellationTokenSource? limit = Limit(mostTime);
        try
        {
            return await body.TryDiscardAsync(MostDiscarded * _service.LargestRequestBytes, limit?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception over) when (over is ThriftError || limit?.IsCancellationRequested == true)
        {
            // Refused already, for another reason.
            return false;
        }
    }
}

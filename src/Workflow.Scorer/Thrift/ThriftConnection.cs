using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Requests;

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

        _service.Observer?.Begin(string.Create(CultureInfo.InvariantCulture, $"{_id}:{++_calls}"), _service.Time.GetTimestamp());
        bool isAnswered = start.Header.Type != MessageType.Oneway;
        var body = new MessageBody(_input, start.ArgumentBytes);
        ThriftAnswer answer = NewAnswer(start.Header);
        try
        {
            using RequestBody arguments = await _service.Bodies.ReadAsync(start.ArgumentBytes, body.FillAsync, CancellationToken.None).ConfigureAwait(false);
            if (_transport == Transport.Framed) StructScanner.Check(arguments.Bytes.Span);
            if (isAnswered) await _service.AnswerAsync(start.Header, arguments.Bytes, answer).ConfigureAwait(false);
            return true;
        }
        catch (Exception wrong) when (!answer.HasStarted && !ThriftService.IsGone(wrong))
        {
            if (isAnswered) await answer.FailAsync(_service.ErrorOf(wrong)).ConfigureAwait(false);

            // Where the arguments are no struct, nobody knows where they end.
            return body.IsOver || (wrong is not ThriftError && await TryDiscardAsync(body).ConfigureAwait(false));
        }
    }

    private MessageStart? TryReadStart(ref SequenceReader<byte> reader)
    {
        _transport ??= MessageStart.Recognize(reader);
        return _transport is { } transport ? MessageStart.TryRead(ref reader, transport) : null;
    }

    private ThriftAnswer NewAnswer(MessageHeader call) => new(_output, call, _transport ?? Transport.Buffered, _service.Time);

    private async Task<bool> TryDiscardAsync(MessageBody body)
    {
        try
        {
            return await body.TryDiscardAsync(MostDiscarded * _service.LargestRequestBytes).ConfigureAwait(false);
        }
        catch (ThriftError)
        {
            // Refused already, for another reason.
            return false;
        }
    }
}

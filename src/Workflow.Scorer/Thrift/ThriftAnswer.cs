using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Workflow.Scorer.Thrift;

/// <summary>The answer of a call, in the form that the call has. A long one is sent while it is written, no faster than the caller reads.</summary>
internal sealed class ThriftAnswer(PipeWriter output, MessageHeader call, Transport transport, TimeProvider time)
{
    private const int LargePiece = 32 << 10;

    /// <summary>Whether something of it has been written: it can become no other answer then.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Receives the result, once the answer has begun.</summary>
    public IBufferWriter<byte> Output => output;

    /// <summary>Begins a reply.</summary>
    /// <param name="type">Type of the result.</param>
    /// <param name="length">Bytes of the result.</param>
    /// <exception cref="ThriftError">No frame can be as long; nothing was written.</exception>
    public void Begin(ThriftType type, long length)
    {
        Begin(MessageType.Reply, ThriftWriter.FieldBytes + length + sizeof(ThriftType));
        output.WriteField(type, 0);
    }

    /// <summary>Ends a reply.</summary>
    public Task EndAsync()
    {
        output.WriteStop();
        return SendAsync();
    }

    /// <summary>Answers with an error.</summary>
    public Task FailAsync(ThriftError error)
    {
        var body = new ArrayBufferWriter<byte>();
        body.WriteField(ThriftType.Text, 1);
        body.WriteText(error.Message);
        body.WriteField(ThriftType.Int32, 2);
        body.WriteInt32(error.Type);
        body.WriteStop();
        Begin(MessageType.Exception, body.WrittenCount);
        output.Write(body.WrittenSpan);
        return SendAsync();
    }

    /// <summary>Sends what has been written, where it is more than a piece should be.</summary>
    public Task SendIfLargeAsync() => output.UnflushedBytes > LargePiece ? SendAsync() : Task.CompletedTask;

    private void Begin(MessageType type, long bodyBytes)
    {
        long length = call.AnswerBytes + bodyBytes;
        if (transport == Transport.Framed)
        {
            if (length > int.MaxValue) throw new ThriftError(ThriftError.Internal, $"the answer has {length} bytes; a frame can have {int.MaxValue}: send fewer rows at a time");
            output.WriteInt32((int)length);
        }

        HasStarted = true;
        call.WriteAnswer(output, type);
    }

    private async Task SendAsync()
    {
        using var patience = new CancellationTokenSource(ThriftLimits.TimeFor(output.UnflushedBytes), time);
        try
        {
            FlushResult result = await output.FlushAsync(patience.Token).ConfigureAwait(false);
            if (result.IsCompleted) throw new ConnectionAbortedException("the caller has left");
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested)
        {
            throw new ConnectionAbortedException("the caller reads too slowly", late);
        }
    }
}

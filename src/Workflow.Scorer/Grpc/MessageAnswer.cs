using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Workflow.Scorer.Grpc;

/// <summary>Writes the messages of an answer. A long one is sent while it is written, no faster than the caller reads.</summary>
internal sealed class MessageAnswer(HttpContext context)
{
    private const int SentAt = 64 << 10;

    private readonly PipeWriter _writer = context.Response.BodyWriter;

    /// <summary>Receives the message.</summary>
    public IBufferWriter<byte> Buffer => _writer;

    /// <summary>Answers a message that is held in memory.</summary>
    public async Task WriteAsync(byte[] message)
    {
        Begin(message.Length);
        _writer.Write(message);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Begins a message.</summary>
    /// <param name="length">How many bytes it will have.</param>
    public void Begin(long length)
    {
        GrpcOutcome.Of(context).IsInMessage = true;
        if (!context.Response.HasStarted) context.Response.ContentType = GrpcStatus.ContentType;
        Span<byte> prefix = _writer.GetSpan(MessageStream.PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
        _writer.Advance(MessageStream.PrefixBytes);
    }

    /// <summary>Sends what has been written, where it is much.</summary>
    public Task SendIfLargeAsync() => _writer.UnflushedBytes < SentAt ? Task.CompletedTask : SendAsync();

    /// <summary>Ends a message.</summary>
    public async Task EndAsync()
    {
        await SendAsync().ConfigureAwait(false);
        GrpcOutcome.Of(context).IsInMessage = false;
    }

    private async Task SendAsync()
    {
        FlushResult sent = await _writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        if (sent.IsCompleted || sent.IsCanceled) throw new OperationCanceledException(context.RequestAborted);
    }
}

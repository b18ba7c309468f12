using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Workflow.Scorer.Thrift;

/// <summary>What a caller sends on a connection. Who sends nothing for too long, or too slowly, is not waited for.</summary>
internal sealed class MessageInput(PipeReader pipe, ThriftLimits limits, TimeProvider time)
{
    // Of the message that is being read. Time in which nobody reads is not the caller's.
    private TimeSpan _waited;
    private long _received;

    /// <summary>Reads something from the front of what has come.</summary>
    /// <returns>Null where more must come first.</returns>
    public delegate T? Parser<T>(ref SequenceReader<byte> reader);

    /// <summary>Waits for a message to begin.</summary>
    /// <param name="closing">Cancelled when the server ends: then it waits no longer.</param>
    /// <returns>False where none comes.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken closing)
    {
        (_waited, _received) = (TimeSpan.Zero, 0);
        if (!pipe.TryRead(out ReadResult result))
        {
            using var idle = new CancellationTokenSource(limits.Idle, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, closing);
            try
            {
                result = await pipe.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return false;
            }
        }

        pipe.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    /// <summary>Reads what stands in front of a message.</summary>
    /// <exception cref="ConnectionAbortedException">The caller leaves, or is too slow.</exception>
    public async ValueTask<T> ReadAsync<T>(Parser<T> parse)
        where T : class
    {
        while (true)
        {
            ReadResult result = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (Parse(parse, result.Buffer) is { } value) return value;
            if (result.IsCompleted) throw Left();
        }
    }

    /// <summary>Reads the next bytes of a message, as many as have come.</summary>
    /// <param name="most">The most that are read.</param>
    /// <param name="take">Receives them in pieces; returns how many of a piece belong to the message, fewer at its end alone.</param>
    /// <param name="cancellationToken">Cancelled when there is no more time for them.</param>
    /// <returns>How many belong to the message.</returns>
    /// <exception cref="ConnectionAbortedException">The caller leaves, or is too slow.</exception>
    public async ValueTask<int> TakeAsync(int most, Func<ReadOnlyMemory<byte>, int> take, CancellationToken cancellationToken)
    {
        ReadOnlySequence<byte> buffer = (await ReadAsync(cancellationToken).ConfigureAwait(false)).Buffer;
        if (buffer.Length > most) buffer = buffer.Slice(0, most);
        int taken = 0;
        foreach (ReadOnlyMemory<byte> piece in buffer)
        {
            int ofPiece = take(piece);
            taken += ofPiece;
            if (ofPiece < piece.Length) break;
        }

        pipe.AdvanceTo(buffer.GetPosition(taken));
        _received += taken;
        return taken;
    }

    private T? Parse<T>(Parser<T> parse, ReadOnlySequence<byte> buffer)
        where T : class
    {
        var reader = new SequenceReader<byte>(buffer);
        T? value = parse(ref reader);
        if (value is null) pipe.AdvanceTo(buffer.Start, buffer.End);
        else pipe.AdvanceTo(reader.Position);
        return value;
    }

    private static ConnectionAbortedException Left() => new("the caller has left");

    // At least one byte more than was looked at, or the end.
    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!pipe.TryRead(out ReadResult result))
        {
            long started = time.GetTimestamp();
            TimeSpan left = ThriftLimits.TimeFor(_received) - _waited;
            using var patience = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            using CancellationTokenRegistration over = cancellationToken.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), patience);
            try
            {
                result = await pipe.ReadAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException late) when (patience.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new ConnectionAbortedException("the caller sends too slowly", late);
            }

            _waited += time.GetElapsedTime(started);
        }

        return result.IsCompleted && result.Buffer.IsEmpty ? throw Left() : result;
    }
}

using System.Buffers.Binary;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Grpc;

/// <summary>The messages of a call, one behind the other, each behind five bytes: whether it is compressed, and its length.</summary>
internal sealed class MessageStream(HttpContext context)
{
    /// <summary>Bytes in front of a message.</summary>
    public const int PrefixBytes = 5;

    // What asks for no scores names a model at most.
    private const int MostSmallBytes = 16 << 10;

    private readonly Stream _body = context.Request.Body;

    /// <summary>Reads the length of the next message.</summary>
    /// <returns>Its length in bytes; null behind the last one.</returns>
    /// <exception cref="RequestException">No message begins there.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public async Task<uint?> NextLengthAsync()
    {
        var prefix = new byte[PrefixBytes];
        int read = await _body.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        if (read == 0) return null;
        if (read < prefix.Length) throw new EndOfStreamException();
        return prefix[0] switch
        {
            0 => BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1)),
            1 => throw new GrpcException(GrpcCode.Unimplemented, "messages that are compressed are not read; send them without grpc-encoding"),
            _ => throw new RequestException($"a message begins with the byte {prefix[0]}; expected is 0"),
        };
    }

    /// <summary>Reads a message whose length is known, once there is room for it.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="bodies">Know how much room there is.</param>
    /// <exception cref="BadHttpRequestException">It is too long.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public Task<RequestBody> ReadAsync(uint length, RequestBodyReader bodies) =>
        bodies.ReadAsync(length, (memory, aborted) => _body.ReadAtLeastAsync(memory, memory.Length, throwOnEndOfStream: false, aborted), context.RequestAborted);

    /// <summary>Passes over a message whose length is known.</summary>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public async Task PassAsync(uint length)
    {
        var piece = new byte[Math.Min(length, MostSmallBytes)];
        for (long left = length; left > 0;)
        {
            int read = await _body.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), context.RequestAborted).ConfigureAwait(false);
            if (read == 0) throw new EndOfStreamException();
            left -= read;
        }
    }

    /// <summary>Reads the only message of a call.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    /// <exception cref="RequestException">There is none, or more than one.</exception>
    public async Task<RequestBody> OnlyAsync(RequestBodyReader bodies)
    {
        uint length = await NextLengthAsync().ConfigureAwait(false) ?? throw None();
        RequestBody only = await ReadAsync(length, bodies).ConfigureAwait(false);
        try
        {
            await RequireEndAsync().ConfigureAwait(false);
            return only;
        }
        catch
        {
            only.Dispose();
            throw;
        }
    }

    /// <summary>Reads the only message of a call that has room in any case.</summary>
    /// <exception cref="RequestException">There is none, or more than one.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    /// <exception cref="GrpcException">It is too long.</exception>
    public async Task<ReadOnlyMemory<byte>> OnlySmallAsync()
    {
        uint length = await NextLengthAsync().ConfigureAwait(false) ?? throw None();
        if (length > MostSmallBytes) throw new GrpcException(GrpcCode.ResourceExhausted, $"the message has {length} bytes; one of this method may have at most {MostSmallBytes}");
        var message = new byte[length];
        await _body.ReadExactlyAsync(message, context.RequestAborted).ConfigureAwait(false);
        await RequireEndAsync().ConfigureAwait(false);
        return message;
    }

    private static RequestException None() => new("the call has no message; one is expected");

    private async Task RequireEndAsync()
    {
        if (await NextLengthAsync().ConfigureAwait(false) is not null) throw new RequestException("the call has more than one message; one is expected");
    }
}

using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Workflow.Scorer.Admission;

namespace Workflow.Scorer.Requests;

/// <summary>Reads bodies, once there is room for them, each into one array.</summary>
internal sealed class RequestBodyReader
{
    // Below the size from which the collector treats arrays as large ones.
    private const int FirstBytes = 64 << 10;
    private const int Growth = 4;

    // What is longer takes long enough to be worked on where no other connection waits for the thread.
    private const int LongestAtOnce = 16 << 10;

    private readonly RequestAdmission _admission;
    private readonly BodyMemory _memory;
    private readonly long _limit;
    private readonly long[] _guesses;

    public RequestBodyReader(RequestAdmission admission, BodyMemory memory, long limit)
    {
        _admission = admission;
        _memory = memory;
        _limit = limit;
        _guesses = [.. ((long[])[FirstBytes - 1, admission.SmallBodyBytes]).Where(guess => guess < limit), limit];
    }

    /// <summary>Puts the next bytes of a body into memory.</summary>
    /// <param name="memory">Receives them.</param>
    /// <param name="cancellationToken">That of the reading.</param>
    /// <returns>How many; fewer than there is room for at the end alone.</returns>
    public delegate ValueTask<int> Filler(Memory<byte> memory, CancellationToken cancellationToken);

    /// <summary>Reads the body of an HTTP request.</summary>
    /// <exception cref="BusyException">There was no room for it in time.</exception>
    /// <exception cref="BadHttpRequestException">It is too long, breaks off, or is not framed as HTTP says.</exception>
    public Task<RequestBody> ReadAsync(HttpContext context)
    {
        Stream body = context.Request.Body;
        return ReadAsync(
            context.Request.ContentLength,
            (memory, aborted) => body.ReadAtLeastAsync(memory, memory.Length, throwOnEndOfStream: false, aborted),
            context.RequestAborted);
    }

    /// <summary>Reads a body.</summary>
    /// <param name="length">Its length; null where only its end will tell.</param>
    /// <param name="fill">Reads the next part of it.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves, or its time is over.</param>
    /// <exception cref="BusyException">There was no room for it in time.</exception>
    /// <exception cref="BadHttpRequestException">It is too long.</exception>
    /// <exception cref="EndOfStreamException">It ends before its length.</exception>
    public Task<RequestBody> ReadAsync(long? length, Filler fill, CancellationToken cancellationToken)
    {
        if (length is not { } known) return ReadUnknownAsync(fill, cancellationToken);
        return known > _limit ? throw TooLong() : ReadKnownAsync(known, fill, cancellationToken);
    }

    private async Task<RequestBody> ReadKnownAsync(long length, Filler fill, CancellationToken cancellationToken)
    {
        IDisposable admitted = await _admission.EnterAsync(length, cancellationToken).ConfigureAwait(false);
        try
        {
            byte[] bytes = _memory.Rent(length);
            Memory<byte> body = bytes.AsMemory(0, (int)length);
            if (await fill(body, cancellationToken).ConfigureAwait(false) != length) throw new EndOfStreamException();
            if (length <= LongestAtOnce) return new RequestBody(body, admitted);
            await Task.Yield();
            return new RequestBody(body, admitted, bytes, _memory);
        }
        catch
        {
            admitted.Dispose();
            throw;
        }
    }

    /// <summary>Lets a request in whose body is read as it comes. It may be longer than others, and take longer.</summary>
    /// <returns>What ends the admission when it is disposed.</returns>
    /// <exception cref="BusyException">There was no room for it in time.</exception>
    public async Task<IDisposable> EnterStreamAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        return await _admission.EnterStreamAsync(context.RequestAborted).ConfigureAwait(false);
    }

    // A body whose length nobody tells counts as a small one until it is not, and as the largest from then on. It gives its place up before it
    // takes a larger one: who kept a place while waiting for another one would keep others from ending.
    private async Task<RequestBody> ReadUnknownAsync(Filler fill, CancellationToken cancellationToken)
    {
        byte[] bytes = [];
        int length = 0;
        foreach (long guess in _guesses)
        {
            RequestBody body = await ReadAdmittedAsync(
                guess,
                async () =>
                {
                    (bytes, length) = await ReadOnAsync(fill, bytes, length, guess, cancellationToken).ConfigureAwait(false);
                    return bytes.AsMemory(0, length);
                },
                cancellationToken).ConfigureAwait(false);
            await Task.Yield();
            if (length <= guess) return body;
            body.Dispose();
        }

        throw TooLong();
    }

    // Until the end, or one byte beyond the most.
    private async Task<(byte[] Bytes, int Length)> ReadOnAsync(Filler fill, byte[] bytes, int length, long most, CancellationToken cancellationToken)
    {
        do
        {
            if (length == bytes.Length)
            {
                byte[] more = _memory.Allocate(Math.Min(Math.Max(FirstBytes, (long)length * Growth), most + 1));
                bytes.CopyTo(more, 0);
                bytes = more;
            }

            length += await fill(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false);
        }
        while (length == bytes.Length && length <= most);
        return (bytes, length);
    }

    private async Task<RequestBody> ReadAdmittedAsync(long length, Func<Task<ReadOnlyMemory<byte>>> read, CancellationToken cancellationToken)
    {
        IDisposable admitted = await _admission.EnterAsync(length, cancellationToken).ConfigureAwait(false);
        try
        {
            return new RequestBody(await read().ConfigureAwait(false), admitted);
        }
        catch
        {
            admitted.Dispose();
            throw;
        }
    }

    private static BadHttpRequestException TooLong() => new("the body is too long", StatusCodes.Status413PayloadTooLarge);
}

using Workflow.Scorer.Admission;

namespace Workflow.Scorer.Requests;

/// <summary>Reads bodies, once there is room for them, each into one array.</summary>
internal sealed class RequestBodyReader(RequestAdmission admission, long limit)
{
    // Below the size from which the collector treats arrays as large ones.
    private const int FirstBytes = 64 << 10;
    private const int Growth = 4;

    /// <summary>Reads a body.</summary>
    /// <exception cref="BusyException">There was no room for it in time.</exception>
    /// <exception cref="BadHttpRequestException">It is too long, breaks off, or is not framed as HTTP says.</exception>
    public async Task<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not { } length) return await ReadUnknownAsync(context).ConfigureAwait(false);
        if (length > limit) throw new BadHttpRequestException("the body is too long", StatusCodes.Status413PayloadTooLarge);
        return await ReadAdmittedAsync(context, length, async () =>
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
            await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted).ConfigureAwait(false);
            return bytes;
        }).ConfigureAwait(false);
    }

    // A body whose length nobody tells counts as a small one until it is not, and as the largest from then on.
    private async Task<RequestBody> ReadUnknownAsync(HttpContext context)
    {
        var first = new byte[FirstBytes];
        RequestBody begun = await ReadAdmittedAsync(
            context, FirstBytes, async () => first.AsMemory(0, await FillAsync(context, first, 0).ConfigureAwait(false))).ConfigureAwait(false);
        if (begun.Bytes.Length < first.Length) return begun;

        // Who kept a place while waiting for another one would keep others from ending.
        begun.Dispose();
        return await ReadAdmittedAsync(context, limit, () => ReadRestAsync(context, first)).ConfigureAwait(false);
    }

    // One byte beyond the limit is asked for, so that the server finds the body too long, or at its end.
    private async Task<ReadOnlyMemory<byte>> ReadRestAsync(HttpContext context, byte[] bytes)
    {
        int length = bytes.Length;
        while (length == bytes.Length)
        {
            byte[] more = GC.AllocateUninitializedArray<byte>((int)Math.Min((long)length * Growth, Math.Max(limit, length) + 1));
            bytes.CopyTo(more, 0);
            bytes = more;
            length = await FillAsync(context, bytes, length).ConfigureAwait(false);
        }

        return bytes.AsMemory(0, length);
    }

    private async Task<RequestBody> ReadAdmittedAsync(HttpContext context, long length, Func<Task<ReadOnlyMemory<byte>>> read)
    {
        IDisposable admitted = await admission.EnterAsync(length, context.RequestAborted).ConfigureAwait(false);
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

    private static async Task<int> FillAsync(HttpContext context, byte[] bytes, int length)
    {
        Memory<byte> free = bytes.AsMemory(length);
        return length + await context.Request.Body.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
    }
}

using System.Buffers;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>The body of an answer, read in pieces: a connection that is cut or falls silent is a failure of the registry's.</summary>
internal sealed class RegistryBody(RegistryCall call, RegistryFailures failures, HttpResponseMessage response, SilenceLimit limit) : IDisposable
{
    private Stream? _stream;

    /// <summary>Reads what has come.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        limit.Restart();
        try
        {
            _stream ??= await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return await _stream.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            throw failures.Cut(call, cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw failures.TooLate(call, late);
        }
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="RegistryException">It is longer than <paramref name="longest"/>.</exception>
    public async Task<byte[]> ReadAllAsync(int longest, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > longest) throw TooLarge(longest);
        (byte[] bytes, bool isWhole) = await ReadBeginningAsync(longest, cancellationToken).ConfigureAwait(false);
        return isWhole ? bytes : throw TooLarge(longest);
    }

    /// <summary>Reads no more than so much.</summary>
    public async Task<(byte[] Bytes, bool IsWhole)> ReadBeginningAsync(int longest, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount <= longest)
        {
            Memory<byte> free = bytes.GetMemory(4096);
            int read = await ReadAsync(free[..Math.Min(free.Length, longest + 1 - bytes.WrittenCount)], cancellationToken).ConfigureAwait(false);
            if (read == 0) return (bytes.WrittenSpan.ToArray(), true);
            bytes.Advance(read);
        }

        return (bytes.WrittenSpan[..longest].ToArray(), false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private RegistryException TooLarge(int longest) => failures.Damaged(call, $"the answer is larger than {longest} bytes");
}

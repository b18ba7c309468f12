using System.Buffers;
using System.Text.Json;

namespace Workflow.Scorer.Responses;

/// <summary>
/// An answer of status 200 that is sent while it is written. One that is sent in a single piece tells its length; a longer one goes in chunks,
/// no faster than the caller reads.
/// </summary>
internal sealed class StreamedJson : IDisposable
{
    private const int LargePiece = 32 << 10;

    private readonly HttpResponse _response;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public StreamedJson(HttpResponse response)
    {
        _response = response;
        Json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>Writes the answer.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Sends what has been written.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        Json.Flush();
        if (!_response.HasStarted) _response.ContentType = "application/json";
        await _response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Sends what has been written, where it is more than a piece should be.</summary>
    public Task SendIfLargeAsync(CancellationToken cancellationToken) =>
        _buffer.WrittenCount + Json.BytesPending > LargePiece ? SendAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Sends the rest.</summary>
    public Task EndAsync(CancellationToken cancellationToken)
    {
        Json.Flush();
        if (!_response.HasStarted) _response.ContentLength = _buffer.WrittenCount;
        return SendAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}

using System.Buffers;

namespace Workflow.Scorer.Responses;

/// <summary>
/// An answer of status 200 that is sent while it is written. One that is sent in a single piece tells its length; a longer one goes in chunks,
/// no faster than the caller reads.
/// </summary>
internal sealed class StreamedAnswer(HttpResponse response, string contentType)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Receives the answer.</summary>
    public IBufferWriter<byte> Buffer => _buffer;

    /// <summary>Whether something has been sent.</summary>
    public bool HasStarted => response.HasStarted;

    /// <summary>How much has been written that was not sent.</summary>
    public int Waiting => _buffer.WrittenCount;

    /// <summary>Sends what has been written.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted) response.ContentType = contentType;
        await response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Sends the rest.</summary>
    public Task EndAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted) response.ContentLength = _buffer.WrittenCount;
        return SendAsync(cancellationToken);
    }
}

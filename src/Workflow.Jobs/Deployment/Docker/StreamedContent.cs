using System.Net;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>A request body that is written while it is sent, of unknown length.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly Func<Stream, Task> _writeAsync;

    public StreamedContent(Func<Stream, Task> writeAsync, string mediaType)
    {
        _writeAsync = writeAsync;
        Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(mediaType);
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _writeAsync(stream);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

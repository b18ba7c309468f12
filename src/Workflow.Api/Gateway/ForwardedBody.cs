using System.Net;

namespace Workflow.Api.Gateway;

/// <summary>A client's body as the content of a request to a target.</summary>
/// <param name="body">The body.</param>
/// <param name="length">Its length; null where it comes in chunks.</param>
internal sealed class ForwardedBody(ClientBody body, long? length) : HttpContent
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        body.CopyToAsync(stream, cancellationToken);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}

using System.Globalization;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>
/// Speaks the newest version of the Engine API that both sides know, which the engine is asked for once: old engines know none of the new ones, and new
/// engines refuse the old ones.
/// </summary>
internal sealed class DockerApiHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Docker 25. Newer engines know it, and nothing newer is needed.
    private static readonly Version Newest = new(1, 44);
    private string? _version;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri asked = request.RequestUri!;
        try
        {
            if (asked.AbsolutePath != "/_ping")
            {
                string version = _version ??= await NegotiateAsync(asked, cancellationToken).ConfigureAwait(false);
                request.RequestUri = new Uri(asked, $"/{version}{asked.PathAndQuery}");
            }

            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException lost) when (asked.AbsolutePath != "/_ping")
        {
            throw new DockerException($"the Docker engine does not answer ({lost.Message}): start it and try again", lost);
        }
    }

    private async Task<string> NegotiateAsync(Uri address, CancellationToken cancellationToken)
    {
        using var ping = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/_ping"));
        using HttpResponseMessage answer = await base.SendAsync(ping, cancellationToken).ConfigureAwait(false);
        bool isKnown = answer.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values)
            & Version.TryParse(values?.FirstOrDefault(), out Version? theirs);
        Version chosen = isKnown && theirs! < Newest ? theirs! : Newest;
        return string.Create(CultureInfo.InvariantCulture, $"v{chosen.Major}.{chosen.Minor}");
    }
}

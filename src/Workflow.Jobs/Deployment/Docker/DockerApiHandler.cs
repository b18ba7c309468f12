using System.Globalization;
using System.Net;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>
/// Speaks the newest version of the Engine API that both sides know: old engines know none of the new ones, and new engines refuse the old ones. The engine is
/// asked for it once, and again where it refused something or did not answer: it may be another one by then.
/// </summary>
internal sealed class DockerApiHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Docker 25. Newer engines know it, and nothing newer is needed.
    private static readonly Version Newest = new(1, 44);
    private volatile Version? _version;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri asked = request.RequestUri!;
        try
        {
            if (asked.AbsolutePath != "/_ping")
            {
                _version ??= await NegotiateAsync(asked, cancellationToken).ConfigureAwait(false);
                request.RequestUri = new Uri(asked, $"/{TextOf(_version ?? Newest)}{asked.PathAndQuery}");
            }

            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.BadRequest) _version = null;
            return answer;
        }
        catch (HttpRequestException lost) when (asked.AbsolutePath != "/_ping")
        {
            _version = null;
            throw new DockerException($"the Docker engine does not answer ({lost.Message}): start it and try again", lost);
        }
    }

    // Null where it does not say: then the newest is tried, and nothing is taken for known.
    private async Task<Version?> NegotiateAsync(Uri address, CancellationToken cancellationToken)
    {
        using var ping = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/_ping"));
        using HttpResponseMessage answer = await base.SendAsync(ping, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode || !answer.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values) || !Version.TryParse(values.FirstOrDefault(), out Version? theirs)) return null;
        return theirs < Newest ? theirs : Newest;
    }

    private static string TextOf(Version version) => string.Create(CultureInfo.InvariantCulture, $"v{version.Major}.{version.Minor}");
}

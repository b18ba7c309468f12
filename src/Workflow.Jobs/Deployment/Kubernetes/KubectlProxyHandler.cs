using System.Net;
using System.Text;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Asks scorers inside a cluster through its API, which needs no address outside: GET by <c>kubectl get --raw</c>, POST by <c>kubectl create --raw</c>, and
/// what shows a key, or wants to know how a refusal was worded, by <c>kubectl proxy</c>.
/// </summary>
internal sealed class KubectlProxyHandler(Kubectl kubectl, WorkloadAddress address) : HttpMessageHandler
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private KubectlTunnel? _tunnel;

    private string Root => $"/api/v1/namespaces/{address.Namespace}/services/http:{address.Name}:{WorkloadSpec.HttpPort}/proxy";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = $"{Root}{request.RequestUri!.PathAndQuery}";
        try
        {
            if (request.Options.TryGetValue(ScorerClient.AsItIs, out bool isAsItIs) && isAsItIs) return await SendAsItIsAsync(request, path, cancellationToken).ConfigureAwait(false);
            string answer = request.Content is null
                ? await kubectl.GetRawAsync(path, cancellationToken).ConfigureAwait(false)
                : await kubectl.PostRawAsync(path, await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
        catch (KubernetesException refused) when (refused.Reason is not { Kind: WorkloadReasonKind.Forbidden or WorkloadReasonKind.Unauthorized })
        {
            throw new HttpRequestException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Its process ends and its folder goes while nobody waits for that.
            _ = _tunnel?.DisposeAsync().AsTask();
            _tunnel = null;
            _opening.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendAsItIsAsync(HttpRequestMessage request, string path, CancellationToken cancellationToken)
    {
        KubectlTunnel tunnel = await TunnelAsync(cancellationToken).ConfigureAwait(false);
        request.RequestUri = new Uri($"http://localhost{path}");
        HttpResponseMessage answer = await tunnel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Forbidden) return answer;

        // A scorer never answers so: it is the cluster that does not let the request through.
        string said = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        answer.Dispose();
        throw new KubernetesException(new WorkloadReason(WorkloadReasonKind.Forbidden, $"the cluster leads no request to the Service {address.Name}: {said}", "Let whoever deploys get and create services/proxy"));
    }

    private async Task<KubectlTunnel> TunnelAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tunnel is { HasEnded: true } ended)
            {
                _tunnel = null;
                await ended.DisposeAsync().ConfigureAwait(false);
            }

            return _tunnel ??= await KubectlTunnel.OpenAsync(kubectl, Root, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}

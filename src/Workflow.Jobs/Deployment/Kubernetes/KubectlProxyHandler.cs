using System.Net;
using System.Text;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Asks scorers inside a cluster through its API, which needs no address outside: GET by <c>kubectl get --raw</c>, POST by <c>kubectl create --raw</c>.
/// </summary>
internal sealed class KubectlProxyHandler(Kubectl kubectl, WorkloadAddress address) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = $"/api/v1/namespaces/{address.Namespace}/services/http:{address.Name}:{WorkloadSpec.HttpPort}/proxy{request.RequestUri!.PathAndQuery}";
        try
        {
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
}

using System.Text;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// The workload of a second version: as the endpoint's own would be, under a name that is made of the endpoint's and of its image, so that another attempt
/// finds it. It has no Ingress: that host leads to the endpoint's own workload. The gateway reaches it at its Service, or at a load balancer of its own.
/// </summary>
internal static class SecondWorkload
{
    private const int LongestName = 63;
    private const int HashDigits = 8;

    /// <summary>The second workload of an image.</summary>
    /// <param name="own">The endpoint's own workload with that image.</param>
    public static WorkloadSpec Of(WorkloadSpec own) => own with { Address = own.Address with { Name = NameOf(own.Owner.Endpoint, own.ImageDigest) }, Ingress = null };

    // Long names that begin alike differ in the digits, which are of the whole name.
    private static string NameOf(string endpoint, string digest)
    {
        string suffix = Sha256Hex.Of(Encoding.UTF8.GetBytes($"{endpoint}/{digest}"))[..HashDigits];
        string beginning = endpoint[..Math.Min(endpoint.Length, LongestName - HashDigits - 1)];
        return $"{beginning.TrimEnd('-')}-{suffix}";
    }
}

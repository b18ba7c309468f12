namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// The workloads that an endpoint has beside the one that a deployment is about: what served before, a second version, and what a killed deployment has left.
/// Plain deployments always go to the endpoint's own workload, second versions to one of their own.
/// </summary>
internal static class OtherWorkloads
{
    /// <summary>
    /// What goes on running beside what a plain deployment has made. A second version that was promoted serves until the record names the endpoint's own
    /// workload again, and requests that are under way have to end: it stays until the next deployment. What takes other API keys than the present ones goes even
    /// where that is of the same version.
    /// </summary>
    public static WarmDeployment? Warm(DeploymentOrder order, DeploymentHandle deployed) => order.Recorded switch
    {
        { Deployment: { } served } when !AreTogether(served, deployed) => null,
        { Deployment: { } served } recorded when served.Id != deployed.Id => new WarmDeployment(served, recorded.PipelineSha256, recorded.ImageReference),
        { Previous: not null } recorded when recorded.WarmWithOtherKeys(order.Request.Keys.Handed) is not null => null,
        { Deployment: { } served, Previous: { } previous } when served.Image == deployed.Image && previous.Handle.Id != deployed.Id && AreTogether(previous.Handle, deployed) => previous,
        _ => null,
    };

    /// <summary>Those that go when a deployment has proven itself. What is recorded of other clusters and namespaces is for whoever deploys to see to.</summary>
    /// <param name="order">What is to run.</param>
    /// <param name="deployed">What runs then.</param>
    /// <param name="names">Names of the endpoint's workloads in that namespace.</param>
    public static IEnumerable<WorkloadAddress> Left(DeploymentOrder order, DeploymentHandle deployed, IEnumerable<string> names)
    {
        // What serves does so until something else is recorded, also where this cluster is known by another name now.
        IEnumerable<DeploymentHandle> all = order.Recorded?.Handles ?? [];
        IEnumerable<DeploymentHandle> kept = order.IsChallenger ? all : all.Where(handle => handle == order.Recorded?.Deployment || handle == Warm(order, deployed)?.Handle);
        HashSet<string> ids = [deployed.Id, .. kept.Where(handle => handle.Platform == PlatformNames.Aks).Select(handle => handle.Id)];
        WorkloadAddress place = KubernetesRollout.AddressOf(deployed);
        return names.Select(name => place with { Name = name }).Where(address => !ids.Contains(KubernetesRollout.IdOf(address)));
    }

    /// <summary>Whether two deployments are known to be in one namespace of one cluster: a deployment there sees to all of an endpoint.</summary>
    public static bool AreTogether(DeploymentHandle one, DeploymentHandle other) => one.Platform == PlatformNames.Aks && other.Platform == PlatformNames.Aks
        && KubernetesRollout.AddressOf(one).Namespace == KubernetesRollout.AddressOf(other).Namespace
        && KubernetesCluster.AreSame(one.Environment?.Kubernetes, other.Environment?.Kubernetes);
}

using System.Text;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>The Secret with a workload's API keys. Pods that name it do not start without it, so it comes before them and goes after them.</summary>
internal sealed class WorkloadKeys(Kubectl kubectl, WorkloadObjects objects)
{
    /// <summary>Sends it, where the workload asks for keys. Whose the Secret of its name is has been looked at before.</summary>
    /// <exception cref="KubernetesException">The cluster refuses it; the message has none of the keys.</exception>
    public async Task SendAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (SecretManifest.Create(spec) is not { } secret) return;
        SecretText[] hidden = [.. spec.Keys.All, spec.Keys.ForScorer, new SecretText(SecretManifest.Base64Of(spec.Keys))];
        await kubectl.ApplySecretAsync(spec.Address.Namespace, new KubectlInput(Encoding.UTF8.GetBytes(WorkloadManifests.Write([secret])), hidden), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes it, where the workload asks for no keys any more.</summary>
    /// <exception cref="KubernetesException">The cluster does not remove it.</exception>
    public async Task RemoveAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Keys.AreAsked) return;
        IReadOnlyList<OwnedObject> owned = await objects.OwnedAsync(spec.Address, spec.Owner.SelectorOf(spec.Address), cancellationToken).ConfigureAwait(false);
        if (owned.FirstOrDefault(one => one.Name == spec.Address.Name && one.Kind == SecretManifest.Kind) is { } keys)
            await kubectl.DeleteAsync(spec.Address.Namespace, [keys.Argument], cancellationToken).ConfigureAwait(false);
    }
}

using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Looks whether the pods of a workload run the image that was deployed, and no other.</summary>
internal static class WorkloadProof
{
    /// <summary>Looks.</summary>
    /// <param name="workload">The workload as the cluster sees it now.</param>
    /// <param name="handle">What was deployed.</param>
    /// <param name="expected">What it has to be.</param>
    public static IEnumerable<ProofCheck> Of(WorkloadState workload, DeploymentHandle handle, ExpectedDeployment expected)
    {
        string digest = expected.Image.ManifestDigest;
        yield return workload.Image.EndsWith($"@{digest}", StringComparison.Ordinal)
            ? ProofCheck.Proven("image", workload.Image)
            : ProofCheck.Refuted("image", $"the {workload.Address} asks for {workload.Image}; deployed was {handle.Image ?? digest}");

        // Nodes name what they run by the manifest, or by the configuration where they know no other name.
        string[] others = [.. workload.RunningDigests.Where(running => running != digest && running != expected.Image.ConfigDigest)];
        yield return workload.RunningDigests.Count == 0 ? ProofCheck.Unknown("running image", "the cluster tells of no running image")
            : others.Length > 0 ? ProofCheck.Refuted("running image", $"{string.Join(", ", others)} runs; deployed was {digest}")
            : ProofCheck.Proven("running image", string.Join(", ", workload.RunningDigests));
    }
}

using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Looks whether a container group runs the image that was deployed.</summary>
internal static class ContainerGroupProof
{
    /// <summary>Looks.</summary>
    /// <param name="group">The group as Azure sees it now.</param>
    /// <param name="handle">What was deployed.</param>
    /// <param name="expected">What it has to be.</param>
    public static IEnumerable<ProofCheck> Of(ContainerGroupState group, DeploymentHandle handle, ExpectedDeployment expected)
    {
        string digest = expected.Image.ManifestDigest;
        string[] others = [.. group.Containers.Select(container => container.Image).Where(image => !image.EndsWith($"@{digest}", StringComparison.Ordinal))];
        yield return group.Containers.Count == 0 ? ProofCheck.Unknown("image", $"Azure tells of no container in {group.Name}")
            : others.Length > 0 ? ProofCheck.Refuted("image", $"container group {group.Name} runs {string.Join(", ", others)}; deployed was {handle.Image ?? digest}")
            : ProofCheck.Proven("image", group.Containers[0].Image);
    }
}

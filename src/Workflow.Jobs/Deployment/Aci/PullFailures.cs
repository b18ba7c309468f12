namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why an image cannot be pulled. Registries say it in words of their own, which Azure passes on.</summary>
internal static class PullFailures
{
    /// <summary>The reason behind the words of a failed pull.</summary>
    public static ContainerGroupReason Explain(string said) => ImagePulls.Judge(said) switch
    {
        PullFailure.NotFound => NotFound(said),
        PullFailure.Unreachable => Unreachable(said),
        _ => NotAccessible(said),
    };

    /// <summary>Not allowed.</summary>
    public static ContainerGroupReason NotAccessible(string said) => new(
        ContainerGroupReasonKind.ImageNotAccessible,
        $"Azure cannot read the image from its registry: {said}",
        "Give the group's identity the role AcrPull on the registry, or check the registry's user name and password");

    /// <summary>Not there.</summary>
    public static ContainerGroupReason NotFound(string said) => new(
        ContainerGroupReasonKind.ImageNotFound,
        $"the registry has no such image: {said}",
        "Push the image first, and check the registry, the repository and the digest");

    /// <summary>Not now.</summary>
    public static ContainerGroupReason Unreachable(string said) => new(
        ContainerGroupReasonKind.RegistryUnreachable,
        $"Azure cannot reach the image's registry: {said}",
        "Try again; check the registry's firewall if it stays so",
        IsRetryable: true);
}

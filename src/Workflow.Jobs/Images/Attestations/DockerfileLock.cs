using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>What is known of an image that a user's Dockerfile made.</summary>
/// <param name="Path">The Dockerfile in its context.</param>
/// <param name="ContextSha256">Digest of the context, as a tar archive.</param>
/// <param name="Arguments">Values of its ARG lines.</param>
/// <param name="HasNetwork">Whether its RUN lines could reach the network.</param>
/// <param name="BuiltOn">Manifest of the usual image that it builds on; null where its base is one that only the Dockerfile names.</param>
public sealed record DockerfileLock(string Path, string ContextSha256, IReadOnlyDictionary<string, string> Arguments, bool HasNetwork, string? BuiltOn)
{
    /// <summary>Whether the same parts make the same image: they do not.</summary>
    public bool IsReproducible { get; init; }

    /// <summary>The lock of an image by a Dockerfile.</summary>
    internal static DockerfileLock Of(CustomImageDefinition custom)
    {
        DockerfileDefinition made = custom.Dockerfile!;
        return new DockerfileLock(made.Path, made.ContextSha256, made.Arguments, made.HasNetwork, custom.Base);
    }
}

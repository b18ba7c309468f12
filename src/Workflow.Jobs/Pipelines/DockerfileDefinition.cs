namespace Workflow.Jobs.Pipelines;

/// <summary>A Dockerfile that makes an image, pinned with all files that it may copy.</summary>
/// <param name="Path">The Dockerfile in the context.</param>
/// <param name="ContextSha256">The artifact with the context: a tar archive.</param>
/// <param name="Arguments">Values of its ARG lines.</param>
/// <param name="HasNetwork">Whether its RUN lines reach the network.</param>
public sealed record DockerfileDefinition(string Path, string ContextSha256, IReadOnlyDictionary<string, string> Arguments, bool HasNetwork);

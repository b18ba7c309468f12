using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>A Dockerfile that makes an image, as pipelines.yaml has it.</summary>
/// <param name="Path">The Dockerfile, relative to pipelines.yaml.</param>
/// <param name="Context">The folder whose files it may copy, relative to pipelines.yaml.</param>
/// <param name="Arguments">Values of its ARG lines.</param>
/// <param name="HasNetwork">Whether its RUN lines reach the network.</param>
/// <param name="Location">Where it is named.</param>
public sealed record DockerfileConfig(string Path, string Context, IReadOnlyDictionary<string, string> Arguments, bool HasNetwork, ConfigLocation Location);

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>What the engine is to build.</summary>
/// <param name="Dockerfile">Path of the Dockerfile in the context.</param>
/// <param name="Arguments">Values of its ARG lines.</param>
/// <param name="Labels">Labels of the image.</param>
/// <param name="HasNetwork">Whether its RUN lines reach the network.</param>
public sealed record DockerBuildRequest(string Dockerfile, IReadOnlyDictionary<string, string> Arguments, IReadOnlyDictionary<string, string> Labels, bool HasNetwork);

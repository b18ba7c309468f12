namespace Workflow.Jobs.Deployment;

/// <summary>Something that runs on a platform.</summary>
/// <param name="Platform">Name of the platform.</param>
/// <param name="Id">How the platform knows it: a process and when it began, or a container.</param>
/// <param name="Port">Port on 127.0.0.1.</param>
public sealed record DeploymentHandle(string Platform, string Id, int Port)
{
    /// <summary>Base address.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");
}

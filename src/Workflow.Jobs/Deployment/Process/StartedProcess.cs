namespace Workflow.Jobs.Deployment.Process;

/// <summary>A process that serves an endpoint, and what it takes to start it again.</summary>
/// <param name="Handle">What runs, or ran.</param>
/// <param name="Command">Program and arguments.</param>
internal sealed record StartedProcess(DeploymentHandle Handle, IReadOnlyList<string> Command);

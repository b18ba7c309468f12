namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Reason">Why: <c>Error</c>, <c>OOMKilled</c>, <c>Completed</c>.</param>
/// <param name="Message">What it or the runtime left to say; empty for nothing.</param>
/// <param name="IsNow">Whether it has not been started again since.</param>
public sealed record ContainerEnd(int ExitCode, string Reason, string Message, bool IsNow);

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Two answers to one request that differ.</summary>
/// <param name="RequestId">Id of the request; empty where it had none.</param>
/// <param name="First">What the version that serves answered.</param>
/// <param name="Second">What the other one answered.</param>
/// <param name="Flips">Rows with another class.</param>
/// <param name="Difference">The largest difference between two numbers that were to be the same.</param>
/// <param name="At">When.</param>
public sealed record ComparedAnswer(string RequestId, string First, string Second, long Flips, double Difference, DateTimeOffset At);

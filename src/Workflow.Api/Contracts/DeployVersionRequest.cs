using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/deployments</c> and of <c>POST /api/v1/deployments/plan</c>.</summary>
/// <param name="Pipeline">Name of the pipeline, and so of the model.</param>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Version">Number of the version; absent for the newest.</param>
/// <param name="Reason">Why.</param>
/// <param name="UnverifiedReason">Why the image is deployed although it is not what was signed.</param>
/// <param name="Cause">What asks, for the record.</param>
/// <param name="Traffic">What it is to run beside what serves for; absent where it takes its place.</param>
public sealed record DeployVersionRequest(
    string Pipeline, string Environment, long? Version = null, string? Reason = null, string? UnverifiedReason = null, string? Cause = null, TrafficPlan? Traffic = null);

using Workflow.Jobs.Deployment;

namespace Workflow.Api.Contracts;

/// <summary>Where a version serves or has served, and how it did there.</summary>
/// <param name="Deployments">The newest deployments, newest first.</param>
/// <param name="Traffic">What gateways have counted, by endpoint.</param>
public sealed record VersionProduction(IReadOnlyList<PastDeployment> Deployments, IReadOnlyList<VersionTrafficContract> Traffic);

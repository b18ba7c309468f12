namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What gateways have counted of a version at an endpoint. What came to its direct address, past the gateways, is not in it.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="First">First day with requests, in universal time.</param>
/// <param name="Last">Last day with requests.</param>
/// <param name="Counts">Of all days.</param>
public sealed record VersionTraffic(string Endpoint, DateOnly First, DateOnly Last, ArmCounts Counts);

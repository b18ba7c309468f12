namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Of which version, at which endpoint and in which step or on which day, requests are counted together.</summary>
/// <param name="Project">Project of the endpoint.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Epoch">The step of a second version, or a day (<see cref="TrafficDay"/>).</param>
/// <param name="Version">Name of the version.</param>
public sealed record ArmKey(string Project, string Endpoint, string Epoch, string Version);

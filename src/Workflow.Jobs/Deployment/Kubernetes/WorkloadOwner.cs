namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Whose a workload is. Labels mark every object of it; what has others, or none, is never touched.</summary>
/// <param name="Home">Id of the state directory that deployed it.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
public sealed record WorkloadOwner(string Home, string Endpoint)
{
    /// <summary>Selects what is this owner's.</summary>
    public string Selector => $"{WorkloadLabels.Home}={Home},{WorkloadLabels.Endpoint}={Endpoint}";

    /// <summary>Selects what is of one of this owner's workloads.</summary>
    internal string SelectorOf(WorkloadAddress address) => $"{Selector},{WorkloadLabels.Instance}={address.Name}";

    /// <summary>Whether labels are this owner's.</summary>
    public bool Owns(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(WorkloadLabels.Home, out string? home) && home == Home
        && labels.TryGetValue(WorkloadLabels.Endpoint, out string? endpoint) && endpoint == Endpoint;
}

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>An object of the cluster, as far as it matters whose it is.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record OwnedObject(string Kind, string Name, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>How kubectl is told it.</summary>
    public string Argument => $"{Kind.ToLowerInvariant()}/{Name}";

    /// <summary>Whose it is, in words.</summary>
    public string Described
    {
        get
        {
            if (Labels.TryGetValue(WorkloadLabels.Home, out string? home))
                return $"its labels name endpoint {Labels.GetValueOrDefault(WorkloadLabels.Endpoint)} of the state directory {home}";
            return Labels.TryGetValue(WorkloadLabels.ManagedBy, out string? manager) ? $"its labels say that {manager} manages it" : "its labels do not name this program";
        }
    }
}

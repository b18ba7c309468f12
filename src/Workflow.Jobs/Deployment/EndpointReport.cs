using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Jobs.Deployment;

/// <summary>An endpoint and how it is now.</summary>
/// <param name="Endpoint">The endpoint, as it is stored.</param>
/// <param name="Health">What it answered.</param>
public sealed record EndpointReport(EndpointRecord Endpoint, EndpointHealth Health)
{
    /// <summary>What is proven of what serves it; null where nobody has asked yet.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>How going back was last rehearsed, where it would go back to the same now; null where that never was.</summary>
    public Rehearsal? Rehearsal { get; init; }
}

using Workflow.Jobs.Deployment;

namespace Workflow.Api.Contracts;

/// <summary>An endpoint and how it is now.</summary>
/// <param name="Name">Name.</param>
/// <param name="State"><c>ready</c>, <c>stopped</c>, or <c>down</c> with the reason.</param>
/// <param name="Url">Base address of what is deployed.</param>
/// <param name="Pipeline">Pipeline that it serves.</param>
/// <param name="Environment">Environment.</param>
/// <param name="Version">Name of the version that it serves.</param>
/// <param name="Platform">Platform; absent where it was stopped.</param>
/// <param name="Image">Reference of the image.</param>
/// <param name="Reason">Why it is down.</param>
/// <param name="UpdatedAt">When it was last deployed or stopped.</param>
/// <param name="GatewayUrl">The address that stays; absent where neither a server nor a gateway runs.</param>
/// <param name="Receipt">What is proven of what serves it; absent where nobody has asked yet.</param>
/// <param name="Rehearsal">How going back to what it would go back to now was last rehearsed; absent where that never was.</param>
/// <param name="ApiKeys">Of how many API keys its callers must show one; 0 where it is open to everyone who reaches it, absent where it was stopped.</param>
public sealed record EndpointContract(
    string Name,
    string State,
    string Url,
    string Pipeline,
    string Environment,
    string Version,
    string? Platform,
    string Image,
    string? Reason,
    DateTimeOffset UpdatedAt,
    string? GatewayUrl = null,
    ReceiptContract? Receipt = null,
    RehearsalContract? Rehearsal = null,
    int? ApiKeys = null)
{
    /// <summary>The contract of an endpoint, asked just now.</summary>
    /// <param name="report">The endpoint.</param>
    /// <param name="gateway">Base address of whoever answers at the addresses that stay; null where nobody does.</param>
    public static EndpointContract Of(EndpointReport report, Uri? gateway)
    {
        ArgumentNullException.ThrowIfNull(report);
        (EndpointRecord endpoint, EndpointHealth health) = report;
        return new EndpointContract(
            endpoint.Name,
            health.State,
            endpoint.Url.ToString(),
            endpoint.Pipeline,
            endpoint.Environment,
            $"{endpoint.Pipeline}@{endpoint.Version}",
            endpoint.Deployment?.Platform,
            endpoint.ImageReference,
            health.Reason,
            endpoint.UpdatedAt,
            gateway is null ? null : StableAddresses.Of(gateway, endpoint.Name).ToString(),
            report.Receipt is { } receipt ? ReceiptContract.Of(receipt) : null,
            report.Rehearsal is { } rehearsal ? RehearsalContract.Of(rehearsal) : null,
            endpoint.Deployment is { } deployed ? deployed.Keys?.Count ?? 0 : null);
    }
}

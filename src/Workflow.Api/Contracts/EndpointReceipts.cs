using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Contracts;

/// <summary>The receipts of an endpoint, and when they have changed.</summary>
/// <param name="Items">One for each deployment that runs; that of what serves first.</param>
/// <param name="Events">The newest changes, newest first; also of deployments that run no longer.</param>
public sealed record EndpointReceipts(IReadOnlyList<DeploymentReceiptContract> Items, IReadOnlyList<ReceiptEvent> Events)
{
    /// <summary>How many changes are told.</summary>
    public const int ShownEvents = 50;

    /// <summary>Reads those of an endpoint.</summary>
    public static async Task<EndpointReceipts> ReadAsync(ReceiptStore receipts, string project, string endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        return new EndpointReceipts(
            [.. (await receipts.ListAsync(project, endpoint, cancellationToken).ConfigureAwait(false)).Select(DeploymentReceiptContract.Of)],
            await receipts.ListEventsAsync(project, endpoint, ShownEvents, cancellationToken).ConfigureAwait(false));
    }
}

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Asks everything that runs for an endpoint now, because a person wants to know.</summary>
public sealed class ReceiptsOnDemand(ReceiptKeeper keeper, ReceiptStore receipts, EndpointStore endpoints)
{
    /// <summary>Asks, and reads every byte of the images.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The receipts as they are now; that of what serves first.</returns>
    /// <exception cref="ReceiptException">There is no such endpoint, nothing runs for it, or it is being changed.</exception>
    public async Task<IReadOnlyList<Receipt>> ProveAsync(string project, string endpoint, CancellationToken cancellationToken)
    {
        _ = await endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false) ?? throw new ReceiptException($"there is no endpoint '{endpoint}'");
        await keeper.SynchronizeAsync(project, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Receipt> all = await receipts.ListAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        if (all.Count == 0) throw new ReceiptException($"nothing runs for {endpoint}; workflow start {endpoint} lets it serve again");
        Receipt?[] asked = await Task.WhenAll(all.Select(receipt =>
            keeper.AskAsync(project, receipt, ReceiptOptions.StandardInterval, isDemanded: true, cancellationToken))).ConfigureAwait(false);
        return asked.All(receipt => receipt is not null)
            ? [.. asked.OfType<Receipt>()]
            : throw new ReceiptException($"{endpoint} could not be asked: it is being deployed or asked by somebody else, or this machine cannot reach it; try again in a moment, or where it runs")
            {
                IsRetryable = true,
            };
    }
}

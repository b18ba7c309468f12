using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Jobs.Deployment;

/// <summary>Tells of endpoints together with how they are.</summary>
public sealed class EndpointReports(EndpointStore endpoints, EndpointHealthCheck health, ReceiptStore receipts, RehearsalStore rehearsals)
{
    /// <summary>All endpoints by name, asked at the same time: one that does not answer holds up no other.</summary>
    public async Task<IReadOnlyList<EndpointReport>> ListAsync(string project, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointRecord> all = await endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Receipt> proven = await receipts.ListAsync(project, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, Rehearsal> rehearsed = await rehearsals.ListAsync(project, cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(all.Select(ReportAsync)).ConfigureAwait(false);

        async Task<EndpointReport> ReportAsync(EndpointRecord endpoint) => new(endpoint, await health.CheckAsync(endpoint, cancellationToken).ConfigureAwait(false))
        {
            Receipt = proven.FirstOrDefault(receipt => IsOf(endpoint, receipt)),
            Rehearsal = rehearsed.GetValueOrDefault(endpoint.Name),
        };
    }

    private static bool IsOf(EndpointRecord endpoint, Receipt receipt) =>
        receipt.State != ReceiptState.New && ReceiptSubject.Of(endpoint).Any(subject => subject.Role == ReceiptRoles.Serving && subject.Has(receipt));
}

using System.Globalization;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Releases;

namespace Workflow.Jobs.Deployment;

/// <summary>Tells of endpoints together with how they are.</summary>
public sealed class EndpointReports(EndpointStore endpoints, EndpointHealthCheck health, ReceiptStore receipts, RehearsalStore rehearsals, ServedVersions served)
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
            Rehearsal = await CurrentAsync(endpoint, rehearsed.GetValueOrDefault(endpoint.Name), cancellationToken).ConfigureAwait(false),
        };
    }

    // What it would go back to changes with deployments alone: a rehearsal of something else tells nothing of that.
    private async Task<Rehearsal?> CurrentAsync(EndpointRecord endpoint, Rehearsal? last, CancellationToken cancellationToken)
    {
        if (last is null || last.BeganAt >= endpoint.UpdatedAt) return last;
        ServedVersion? previous = await served.FindPreviousAsync(endpoint, cancellationToken).ConfigureAwait(false);
        bool isSame = previous is not null
            && last.Version == string.Create(CultureInfo.InvariantCulture, $"{endpoint.Pipeline}@{previous.Number}")
            && (previous.Image is null || last.ManifestDigest is null || previous.Image.ManifestDigest == last.ManifestDigest);
        return isSame ? last : null;
    }

    private static bool IsOf(EndpointRecord endpoint, Receipt receipt) =>
        receipt.State != ReceiptState.New && ReceiptSubject.Of(endpoint).Any(subject => subject.Role == ReceiptRoles.Serving && subject.Has(receipt));
}

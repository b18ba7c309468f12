using Microsoft.Extensions.Logging;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Asks a deployment once, and keeps what came of it. What is said of a deployment that was changed meanwhile counts for nothing.</summary>
public sealed class ReceiptKeeper
{
    private readonly EndpointStore _endpoints;
    private readonly ReceiptTransitions _transitions;
    private readonly ReceiptProver _prover;
    private readonly DeploymentsUnderWay _underWay;
    private readonly Prover _self;
    private readonly ReceiptOptions _options;
    private readonly ILogger<ReceiptKeeper> _log;

    /// <summary>Creates a keeper.</summary>
    public ReceiptKeeper(
        EndpointStore endpoints, ReceiptTransitions transitions, ReceiptProver prover, DeploymentsUnderWay underWay, Prover self, ReceiptOptions options, ILogger<ReceiptKeeper> log)
    {
        _endpoints = endpoints;
        _transitions = transitions;
        _prover = prover;
        _underWay = underWay;
        _self = self;
        _options = options;
        _log = log;
    }

    /// <summary>Looks what runs, and which receipts this machine is to ask for now.</summary>
    /// <param name="project">The project.</param>
    /// <param name="interval">How often each is asked.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<IReadOnlyList<Receipt>> LookAsync(string project, TimeSpan interval, CancellationToken cancellationToken)
    {
        await SynchronizeAsync(project, cancellationToken).ConfigureAwait(false);
        return await _transitions.ListDueAsync(project, _self.Name, interval, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When this machine is to ask next; null where nothing runs.</summary>
    public Task<DateTimeOffset?> NextAsync(string project, TimeSpan interval, CancellationToken cancellationToken) =>
        _transitions.NextAsync(project, _self.Name, interval, cancellationToken);

    /// <summary>Makes receipts for what runs, and ends those of what runs no longer.</summary>
    public async Task SynchronizeAsync(string project, CancellationToken cancellationToken) => await _transitions.SynchronizeAsync(
        project, [.. (await _endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false)).SelectMany(ReceiptSubject.Of)], cancellationToken).ConfigureAwait(false);

    /// <summary>Asks a deployment, unless somebody else does.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="interval">Time until it is asked again.</param>
    /// <param name="isDemanded">Whether a person wants to know now: then also every byte of the image is read.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The receipt as it is now; null where nothing counts: somebody else asks, or what is asked is being changed.</returns>
    public async Task<Receipt?> AskAsync(string project, Receipt receipt, TimeSpan interval, bool isDemanded, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (await _transitions.ClaimAsync(receipt, _self.Name, interval, isDemanded, cancellationToken).ConfigureAwait(false) is not { } claim) return null;
        if (await FindAsync(project, receipt, claim.AskedAt, cancellationToken).ConfigureAwait(false) is not { } subject) return null;
        DeploymentProof proof = await ProveOrExplainAsync(project, subject, claim, isDemanded, cancellationToken).ConfigureAwait(false);

        // The record, and whoever changes it: a deployment that was being switched would look like a swapped one.
        ReceiptSubject? again = await FindAsync(project, receipt, claim.AskedAt, cancellationToken).ConfigureAwait(false);
        if (again?.Endpoint.UpdatedAt != subject.Endpoint.UpdatedAt) return null;
        if (await _transitions.RecordAsync(project, claim, proof, _self.Name, cancellationToken).ConfigureAwait(false) is not { } recorded) return null;
        if (recorded.Before.State != recorded.After.State) Tell(recorded.After);
        return recorded.After;
    }

    // What fails here on the way is neither a proof nor its contrary: nothing is known, and the receipt says why.
    private async Task<DeploymentProof> ProveOrExplainAsync(string project, ReceiptSubject subject, ReceiptClaim claim, bool isDemanded, CancellationToken cancellationToken)
    {
        try
        {
            return await ProveAsync(project, subject, claim, isDemanded, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or StorageException))
        {
            _log.NotAsked(failure, subject.Endpoint.Name, subject.Role);
            return new DeploymentProof([ProofCheck.Unknown("proof", $"it could not be looked at from here: {failure.Message}")]);
        }
    }

    private async Task<DeploymentProof> ProveAsync(string project, ReceiptSubject subject, ReceiptClaim claim, bool isDemanded, CancellationToken cancellationToken)
    {
        DeploymentProof proof = await _prover.ProveAsync(project, subject, cancellationToken).ConfigureAwait(false);
        bool isWhole = isDemanded || claim.Receipt.VerifiedAt is not { } verified || claim.AskedAt - verified >= _options.WholeInterval
            || (proof.Outcome == ProofOutcome.Proven && claim.Receipt.State != ReceiptState.Green);
        return isWhole ? await _prover.CompleteAsync(project, subject, proof, cancellationToken).ConfigureAwait(false) : proof;
    }

    // Null where it runs no longer, or somebody deploys.
    private async Task<ReceiptSubject?> FindAsync(string project, Receipt receipt, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (await _endpoints.FindAsync(project, receipt.Endpoint, cancellationToken).ConfigureAwait(false) is not { } endpoint) return null;
        if (await _underWay.AnyAsync(project, endpoint.Pipeline, since, cancellationToken).ConfigureAwait(false)) return null;
        return ReceiptSubject.Of(endpoint).FirstOrDefault(subject => subject.Has(receipt));
    }

    private void Tell(Receipt receipt)
    {
        if (receipt.State == ReceiptState.Red) _log.Red(receipt.Endpoint, receipt.Role, receipt.Platform, receipt.Reason);
        else if (receipt.State == ReceiptState.Amber) _log.Amber(receipt.Endpoint, receipt.Role, receipt.Platform, receipt.Reason);
        else _log.Green(receipt.Endpoint, receipt.Role, receipt.Platform);
    }
}

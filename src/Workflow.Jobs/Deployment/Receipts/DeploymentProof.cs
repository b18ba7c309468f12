namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What came of asking a deployment to prove itself.</summary>
/// <param name="Checks">Everything that was looked at, in order.</param>
public sealed record DeploymentProof(IReadOnlyList<ProofCheck> Checks)
{
    /// <summary>Whether every byte of the image was read for it, too.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The worst of all outcomes.</summary>
    public ProofOutcome Outcome => Checks.Select(check => check.Outcome).DefaultIfEmpty(ProofOutcome.Unknown).Max();

    /// <summary>Why it is not proven, in one text; null where it is.</summary>
    public string? Reason => Outcome == ProofOutcome.Proven
        ? null
        : string.Join("; ", Checks.Where(check => check.Outcome == Outcome).Select(check => $"{check.Name}: {check.Detail}"));
}

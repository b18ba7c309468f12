using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Contracts;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Outcome"><c>proven</c>, <c>unknown</c> where it could not be looked at, or <c>refuted</c>.</param>
/// <param name="Detail">What was found.</param>
public sealed record ProofCheckContract(string Name, string Outcome, string Detail)
{
    /// <summary>The contract of a check.</summary>
    public static ProofCheckContract Of(ProofCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new ProofCheckContract(
            check.Name,
            check.Outcome switch
            {
                ProofOutcome.Proven => "proven",
                ProofOutcome.Refuted => "refuted",
                _ => "unknown",
            },
            check.Detail);
    }
}

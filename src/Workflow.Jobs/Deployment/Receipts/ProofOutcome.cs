namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What came of looking at one thing.</summary>
public enum ProofOutcome
{
    /// <summary>It is as it was deployed.</summary>
    Proven,

    /// <summary>It could not be looked at.</summary>
    Unknown,

    /// <summary>It is something else.</summary>
    Refuted,
}

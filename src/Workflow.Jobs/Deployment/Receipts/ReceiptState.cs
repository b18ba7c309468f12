namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>How a receipt is.</summary>
public enum ReceiptState
{
    /// <summary>Nobody has asked yet.</summary>
    New,

    /// <summary>What runs is what was deployed.</summary>
    Green,

    /// <summary>It could not be proven the last times.</summary>
    Amber,

    /// <summary>Something else runs or answers, or nothing could be proven for too long.</summary>
    Red,
}

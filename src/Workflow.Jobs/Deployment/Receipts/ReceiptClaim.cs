namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>The right to ask a deployment once. Whoever asks later has another: an answer that comes after it does not count.</summary>
/// <param name="Receipt">The receipt, as it was taken.</param>
/// <param name="AskedAt">When it was taken.</param>
public sealed record ReceiptClaim(Receipt Receipt, DateTimeOffset AskedAt)
{
    /// <summary>Whether it was due for whoever has taken it: where somebody else has proven it last, that one has been silent for several intervals.</summary>
    public bool IsDue { get; init; }
}

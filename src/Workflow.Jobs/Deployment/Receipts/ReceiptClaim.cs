namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>The right to ask a deployment once. Whoever asks later has another: an answer that comes after it does not count.</summary>
/// <param name="Receipt">The receipt, as it was taken.</param>
/// <param name="AskedAt">When it was taken.</param>
public sealed record ReceiptClaim(Receipt Receipt, DateTimeOffset AskedAt);

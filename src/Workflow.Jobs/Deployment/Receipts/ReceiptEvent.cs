namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>A change of a receipt's state.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="State"><c>green</c>, <c>amber</c>, <c>red</c>, or <c>ended</c> where the deployment runs no longer.</param>
/// <param name="Role">What the deployment did for its endpoint, from <see cref="ReceiptRoles"/>.</param>
/// <param name="Platform">Name of the platform.</param>
/// <param name="Handle">How the platform knows the deployment.</param>
/// <param name="ImageReference">Reference of its image.</param>
/// <param name="Reason">Why; null where it is green.</param>
/// <param name="LastProvenAt">When it was last proven; null where it never was.</param>
public sealed record ReceiptEvent(
    DateTimeOffset At, string State, string Role, string Platform, string Handle, string ImageReference, string? Reason, DateTimeOffset? LastProvenAt);

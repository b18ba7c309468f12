using System.Data.Common;
using Dapper;
using Workflow.Jobs.Notifications;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Writes who is to be told that a receipt has become red, or that an endpoint's are green again, together with that change.</summary>
internal static class ReceiptNotifications
{
    /// <summary>Writes it, before the change is among the events.</summary>
    public static async Task WriteAsync(DbTransaction transaction, string project, Receipt receipt, CancellationToken cancellationToken)
    {
        string? happened = receipt.State switch
        {
            ReceiptState.Red => NotificationEvents.ReceiptRed,
            ReceiptState.Green when await IsRecoveryAsync(transaction, project, receipt, cancellationToken).ConfigureAwait(false) => NotificationEvents.ReceiptGreen,
            _ => null,
        };
        if (happened is not null) await EndpointNotifications.WriteAsync(transaction, project, Describe(receipt, happened), cancellationToken).ConfigureAwait(false);
    }

    // The deployment that was red may be gone, and another one proven in its place. As long as one of the endpoint's is red nothing is well.
    private static async Task<bool> IsRecoveryAsync(DbTransaction transaction, string project, Receipt receipt, CancellationToken cancellationToken)
    {
        string? before = await transaction.Connection!.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT state FROM receipt_event WHERE project = @project AND endpoint = @Endpoint AND state IN ('green', 'red') ORDER BY sequence DESC LIMIT 1",
            new { project, receipt.Endpoint },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return before == "red" && !await transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM receipt WHERE project = @project AND endpoint = @Endpoint AND state = 'Red')",
            new { project, receipt.Endpoint },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    private static NotificationPayload Describe(Receipt receipt, string happened) => new()
    {
        Event = happened,
        At = receipt.Since,
        Pipeline = receipt.Pipeline,
        Endpoint = receipt.Endpoint,
        Reason = NotificationPayload.Brief(receipt.Reason),
        LastProvenAt = receipt.LastProvenAt,
        Path = $"/api/v1/endpoints/{Uri.EscapeDataString(receipt.Endpoint)}/receipts",
    };
}

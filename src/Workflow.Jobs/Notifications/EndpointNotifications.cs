using System.Data.Common;
using Dapper;

namespace Workflow.Jobs.Notifications;

/// <summary>Writes who is to be told of something that has happened at an endpoint, together with the change that it is.</summary>
internal static class EndpointNotifications
{
    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(DbTransaction transaction, string project, NotificationPayload payload, CancellationToken cancellationToken)
    {
        IEnumerable<WebhookSubscription> webhooks = await transaction.Connection!.QueryAsync<WebhookSubscription>(new CommandDefinition(
            $"SELECT {WebhookSubscription.Columns} FROM webhook w WHERE w.project = @project ORDER BY w.name", new { project }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach (WebhookSubscription webhook in webhooks.Where(webhook => webhook.Wants(payload.Event, payload.Pipeline!)))
        {
            await NotificationOutbox.AddAsync(transaction, project, webhook.Webhook, webhook.Disabled, payload, NotificationOutbox.NoEnd, cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>Brings the webhooks of the database to what pipelines.yaml says; the file that was read last counts.</summary>
public sealed class WebhookReconciler(IDatabase database, TimeProvider time)
{
    /// <summary>
    /// Stores the webhooks of a file and how late its pipelines may be. One that the file has changed is enabled again; what was to be sent
    /// to one that is gone is given up.
    /// </summary>
    public Task ReconcileAsync(PipelinesFile file, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            foreach (WebhookDefinition webhook in file.Webhooks) await StoreAsync(webhook, transaction, cancellationToken).ConfigureAwait(false);
            await RemoveOthersAsync([.. file.Webhooks.Select(webhook => webhook.Name)], transaction, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync("DELETE FROM late_after WHERE project = @project", new { project = Projects.Default }, transaction, cancellationToken).ConfigureAwait(false);
            foreach ((string pipeline, TimeSpan lateAfter) in file.LateAfter)
            {
                await ExecuteAsync(
                    "INSERT INTO late_after (project, pipeline, milliseconds) VALUES (@project, @pipeline, @milliseconds)",
                    new { project = Projects.Default, pipeline, milliseconds = (long)lateAfter.TotalMilliseconds },
                    transaction,
                    cancellationToken).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private Task StoreAsync(WebhookDefinition webhook, DbTransaction transaction, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO webhook (project, name, url, secret, events, pipelines, updated_at)
        VALUES (@project, @Name, @url, @secret, @events, @pipelines, @now)
        ON CONFLICT (project, name) DO UPDATE
        SET url = excluded.url, secret = excluded.secret, events = excluded.events, pipelines = excluded.pipelines, disabled = NULL, updated_at = excluded.updated_at
        WHERE webhook.url <> excluded.url OR webhook.secret <> excluded.secret OR webhook.events <> excluded.events
           OR COALESCE(webhook.pipelines, '') <> COALESCE(excluded.pipelines, '')
        """,
        new
        {
            project = Projects.Default,
            webhook.Name,
            url = webhook.Url.AbsoluteUri,
            secret = webhook.Secret.Text,
            events = JobsJson.Write(webhook.Events),
            pipelines = webhook.Pipelines is { } pipelines ? JobsJson.Write(pipelines) : null,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        },
        transaction,
        cancellationToken);

    private async Task RemoveOthersAsync(string[] names, DbTransaction transaction, CancellationToken cancellationToken)
    {
        IEnumerable<string> stored = await transaction.Connection!.QueryAsync<string>(new CommandDefinition(
            "SELECT name FROM webhook WHERE project = @project ORDER BY name",
            new { project = Projects.Default },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach (string gone in stored.Except(names, StringComparer.Ordinal))
        {
            var parameters = new { project = Projects.Default, gone, reason = NotificationTransitions.NoSuchWebhook, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
            await ExecuteAsync("DELETE FROM webhook WHERE project = @project AND name = @gone", parameters, transaction, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(
                """
                UPDATE notification SET state = 'given-up', reason = @reason, lease_until = NULL, ended_at = @now
                WHERE project = @project AND webhook = @gone AND state = 'pending'
                """,
                parameters,
                transaction,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task ExecuteAsync(string sql, object parameters, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}

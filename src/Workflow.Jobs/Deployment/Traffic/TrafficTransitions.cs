using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Changes what second versions get. Each change counts only where nobody has changed anything since it was decided: any number of processes may decide.</summary>
public sealed class TrafficTransitions(IDatabase database, TimeProvider time)
{
    /// <summary>Goes to the next step of the plan.</summary>
    /// <returns>Whether it was still as it was when that was decided.</returns>
    public Task<bool> StepUpAsync(string project, EndpointRecord endpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(
            transaction => SetAsync(transaction, project, endpoint, Of(endpoint) with { Step = Of(endpoint).Step + 1, Since = time.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Gives the second version nothing any more. It goes on running until it is removed, so that somebody can look at it; webhooks are told.</summary>
    /// <returns>Whether it was still as it was when that was decided.</returns>
    public Task<bool> EndAsync(string project, EndpointRecord endpoint, string reason, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            if (!await SetAsync(transaction, project, endpoint, Of(endpoint) with { Ended = reason }, cancellationToken).ConfigureAwait(false)) return false;
            await SecondVersionHistory.AddAsync(transaction, project, endpoint.Name, Of(endpoint), SecondVersionOutcome.Ended, reason, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            await TellAsync(transaction, project, endpoint, NotificationEvents.CanaryEnded, reason, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Forgets the second version. Whoever asks removes what runs.</summary>
    /// <returns>Whether it was still as it was when that was decided.</returns>
    public Task<bool> ForgetAsync(string project, EndpointRecord endpoint, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            if (!await SetAsync(transaction, project, endpoint, null, cancellationToken).ConfigureAwait(false)) return false;
            if (Of(endpoint).Ended is not null) return true;
            await SecondVersionHistory.AddAsync(transaction, project, endpoint.Name, Of(endpoint), SecondVersionOutcome.Removed, "ended by hand", time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Lets the second version serve alone from now on; the record says what is kept warm.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">The endpoint, as it was when that was decided.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isAutomatic">Whether its rules decided it: then webhooks are told.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <returns>Whether it was still as it was when that was decided.</returns>
    public Task<bool> PromoteAsync(string project, EndpointRecord endpoint, string reason, bool isAutomatic, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            Challenger second = Of(endpoint);
            WarmDeployment? previous = endpoint.WarmAfterPromotion;
            var values = new
            {
                project,
                endpoint.Name,
                expected = JobsJson.Write(second),
                port = (long)second.Handle.Port,
                deployment = JobsJson.Write(second.Handle),
                previous = previous is null ? null : JobsJson.Write(previous),
                second.PipelineSha256,
                second.ImageReference,
                second.ManifestDigest,
                second.ConfigDigest,
                image = second.Image is null ? null : JobsJson.Write(second.Image),
                second.RunId,
                second.Handle.Platform,
                endpoint.Pipeline,
                reason = second.Reason is { } why ? $"{reason}; {why}" : reason,
                second.UnverifiedReason,
                id = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            };
            if (await ExecuteAsync(
                transaction,
                """
                UPDATE endpoint SET port = @port, deployment = @deployment, previous = @previous, pipeline_sha256 = @PipelineSha256, image_reference = @ImageReference,
                                    challenger = NULL, updated_at = @now
                WHERE project = @project AND name = @Name AND challenger = @expected
                """,
                values,
                cancellationToken).ConfigureAwait(false) == 0) return false;
            await ExecuteAsync(transaction, "UPDATE deployment SET ended_at = @now WHERE project = @project AND endpoint = @Name AND ended_at IS NULL", values, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(
                transaction,
                """
                INSERT INTO deployment (id, project, endpoint, model, pipeline_sha256, manifest_digest, config_digest, image, platform, run_id, reason, unverified_reason, started_at)
                VALUES (@id, @project, @Name, @Pipeline, @PipelineSha256, @ManifestDigest, @ConfigDigest, @image, @Platform, @RunId, @reason, @UnverifiedReason, @now)
                """,
                values,
                cancellationToken).ConfigureAwait(false);
            await SecondVersionHistory.AddAsync(transaction, project, endpoint.Name, Of(endpoint), SecondVersionOutcome.Promoted, reason, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (isAutomatic) await TellAsync(transaction, project, endpoint, NotificationEvents.CanaryPromoted, reason, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static Challenger Of(EndpointRecord endpoint) => endpoint.Challenger ?? throw new DeploymentException($"there is no second version at {endpoint.Name}");

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object values, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken));

    private static async Task<bool> SetAsync(DbTransaction transaction, string project, EndpointRecord endpoint, Challenger? next, CancellationToken cancellationToken) => await ExecuteAsync(
        transaction,
        "UPDATE endpoint SET challenger = @next WHERE project = @project AND name = @Name AND challenger = @expected",
        new { project, endpoint.Name, next = next is null ? null : JobsJson.Write(next), expected = JobsJson.Write(Of(endpoint)) },
        cancellationToken).ConfigureAwait(false) > 0;

    private Task TellAsync(DbTransaction transaction, string project, EndpointRecord endpoint, string happened, string reason, CancellationToken cancellationToken)
    {
        var payload = new NotificationPayload
        {
            Event = happened,
            At = time.GetUtcNow(),
            Pipeline = endpoint.Pipeline,
            Endpoint = endpoint.Name,
            Reason = NotificationPayload.Brief($"{Of(endpoint).Version}: {reason}"),
            Path = $"/api/v1/endpoints/{Uri.EscapeDataString(endpoint.Name)}/traffic",
        };
        return EndpointNotifications.WriteAsync(transaction, project, payload, cancellationToken);
    }
}

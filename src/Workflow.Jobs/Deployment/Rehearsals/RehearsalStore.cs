using Dapper;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>The last rehearsal of each endpoint.</summary>
public sealed class RehearsalStore(IDatabase database, TimeProvider time)
{
    private const string Columns = "endpoint AS Endpoint, ended_at AS EndedAt, version AS Version, manifest_digest AS ManifestDigest, took_ms AS TookMs, problem AS Problem, last_good_at AS LastGoodAt";

    /// <summary>The last ones of all endpoints, by name of the endpoint.</summary>
    public Task<IReadOnlyDictionary<string, Rehearsal>> ListAsync(string project, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM rehearsal WHERE project = @project AND ended_at IS NOT NULL", new { project }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyDictionary<string, Rehearsal>)rows.Select(Read).ToDictionary(rehearsal => rehearsal.Endpoint, StringComparer.Ordinal);
        },
        cancellationToken);

    /// <summary>Takes an endpoint's rehearsal on, so that nobody else does at the same time.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="decidedAt">When it was found to be due: one that has begun since has done it.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    /// <returns>Whether it is ours; one that has begun and not ended for half an hour was lost.</returns>
    public Task<bool> ClaimAsync(string project, string endpoint, DateTimeOffset decidedAt, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction => await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rehearsal (project, endpoint, began_at) VALUES (@project, @endpoint, @now)
            ON CONFLICT (project, endpoint) DO UPDATE SET began_at = excluded.began_at
            WHERE rehearsal.began_at <= @decided AND (rehearsal.ended_at >= rehearsal.began_at OR rehearsal.began_at <= @lost)
            """,
            new { project, endpoint, now = Now, decided = decidedAt.ToUnixTimeMilliseconds(), lost = Now - (long)RollbackRehearsal.Longest.TotalMilliseconds },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false) > 0,
        cancellationToken);

    /// <summary>Writes down how one ended; webhooks are told of one that failed.</summary>
    /// <returns>It, with when it last went well.</returns>
    public Task<Rehearsal> EndAsync(string project, string pipeline, Rehearsal rehearsal, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            Row row = await transaction.Connection!.QuerySingleAsync<Row>(new CommandDefinition(
                $"""
                UPDATE rehearsal SET ended_at = @at, version = @Version, manifest_digest = @ManifestDigest, took_ms = @took, problem = @problem,
                                     last_good_at = CASE WHEN @problem IS NULL THEN @at ELSE last_good_at END
                WHERE project = @project AND endpoint = @Endpoint RETURNING {Columns}
                """,
                new
                {
                    project,
                    rehearsal.Endpoint,
                    at = rehearsal.At.ToUnixTimeMilliseconds(),
                    rehearsal.Version,
                    rehearsal.ManifestDigest,
                    took = (long?)rehearsal.Took?.TotalMilliseconds,
                    problem = StorableText.Of(rehearsal.Problem),
                },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            if (rehearsal.Problem is not null) await EndpointNotifications.WriteAsync(transaction, project, Describe(pipeline, rehearsal), cancellationToken).ConfigureAwait(false);
            return Read(row);
        },
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static NotificationPayload Describe(string pipeline, Rehearsal rehearsal) => new()
    {
        Event = NotificationEvents.RehearsalFailed,
        At = rehearsal.At,
        Pipeline = pipeline,
        Endpoint = rehearsal.Endpoint,
        Reason = NotificationPayload.Brief(rehearsal.Problem),
        Path = "/api/v1/endpoints",
    };

    private static Rehearsal Read(Row row) => new(row.Endpoint, DateTimeOffset.FromUnixTimeMilliseconds(row.EndedAt))
    {
        Version = row.Version,
        ManifestDigest = row.ManifestDigest,
        Took = row.TookMs is { } took ? TimeSpan.FromMilliseconds(took) : null,
        Problem = row.Problem,
        LastGoodAt = row.LastGoodAt is { } good ? DateTimeOffset.FromUnixTimeMilliseconds(good) : null,
    };

    private sealed class Row
    {
        public string Endpoint { get; init; } = string.Empty;

        public long EndedAt { get; init; }

        public string? Version { get; init; }

        public string? ManifestDigest { get; init; }

        public long? TookMs { get; init; }

        public string? Problem { get; init; }

        public long? LastGoodAt { get; init; }
    }
}

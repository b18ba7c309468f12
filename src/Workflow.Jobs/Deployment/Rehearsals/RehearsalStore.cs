using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>The last rehearsal of each endpoint, and who rehearses now.</summary>
public sealed class RehearsalStore(IDatabase database, TimeProvider time)
{
    // Whoever has not said for so long that it still rehearses does so no more.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private const string Columns =
        "endpoint AS Endpoint, began_at AS BeganAt, ended_at AS EndedAt, version AS Version, manifest_digest AS ManifestDigest, took_ms AS TookMs, problem AS Problem, last_good_at AS LastGoodAt";

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
    /// <param name="decidedAt">When it was found to be due: one that was begun since has done it.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    /// <returns>The claim; null where another has it.</returns>
    public async Task<RehearsalClaim?> ClaimAsync(string project, string endpoint, DateTimeOffset decidedAt, CancellationToken cancellationToken)
    {
        long now = Now;
        int claimed = await ExecuteAsync(
            """
            INSERT INTO rehearsal (project, endpoint, claimed_at, alive_at) VALUES (@project, @endpoint, @now, @now)
            ON CONFLICT (project, endpoint) DO UPDATE SET claimed_at = excluded.claimed_at, alive_at = excluded.alive_at
            WHERE (rehearsal.claimed_at IS NULL OR rehearsal.alive_at <= @silent) AND (rehearsal.began_at IS NULL OR rehearsal.began_at <= @decided)
            """,
            new { project, endpoint, now, silent = now - (long)Silence.TotalMilliseconds, decided = decidedAt.ToUnixTimeMilliseconds() },
            cancellationToken).ConfigureAwait(false);
        return claimed > 0 ? new RehearsalClaim(project, endpoint, now) : null;
    }

    /// <summary>Says that it still goes on.</summary>
    /// <returns>Whether the claim is still the asker's.</returns>
    public async Task<bool> RenewAsync(RehearsalClaim claim, CancellationToken cancellationToken) =>
        await ExecuteAsync($"UPDATE rehearsal SET alive_at = @now WHERE {Claimed}", new { claim.Project, claim.Endpoint, claim.At, now = Now }, cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Says that it still goes on, before it touches what another would use too.</summary>
    /// <exception cref="DeploymentException">The claim is another's by now.</exception>
    public async Task RequireAsync(RehearsalClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (!await RenewAsync(claim, cancellationToken).ConfigureAwait(false)) throw TakenOver(claim);
    }

    /// <summary>Notes where it deploys, before it does.</summary>
    /// <exception cref="DeploymentException">The claim is another's by now.</exception>
    public async Task NoteAsync(RehearsalClaim claim, RehearsalPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (await ChangePlacesAsync(claim, places => [.. places, place], cancellationToken).ConfigureAwait(false) == 0) throw TakenOver(claim);
    }

    /// <summary>Nothing is left at a place.</summary>
    public Task ForgetAsync(RehearsalClaim claim, RehearsalPlace place, CancellationToken cancellationToken) =>
        ChangePlacesAsync(claim, places => [.. places.Where(other => JobsJson.Write(other) != JobsJson.Write(place))], cancellationToken);

    /// <summary>Where rehearsals of an endpoint may have left something.</summary>
    public Task<IReadOnlyList<RehearsalPlace>> ListPlacesAsync(string project, string endpoint, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => ReadPlaces(await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(PlacesOf, new { project, endpoint }, cancellationToken: cancellationToken)).ConfigureAwait(false)),
        cancellationToken);

    /// <summary>Endpoints of which a rehearsal was begun that goes on no more and may have left something.</summary>
    public Task<IReadOnlyList<(string Endpoint, IReadOnlyList<RehearsalPlace> Places)>> ListLostAsync(string project, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<(string Endpoint, string Places)> rows = await connection.QueryAsync<(string, string)>(new CommandDefinition(
                "SELECT endpoint, places FROM rehearsal WHERE project = @project AND places IS NOT NULL AND (claimed_at IS NULL OR alive_at <= @silent) ORDER BY endpoint",
                new { project, silent = Now - (long)Silence.TotalMilliseconds },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<(string, IReadOnlyList<RehearsalPlace>)>)[.. rows.Select(row => (row.Endpoint, ReadPlaces(row.Places)))];
        },
        cancellationToken);

    /// <summary>Gives a claim back without a result: whoever asks next may rehearse.</summary>
    public Task ReleaseAsync(RehearsalClaim claim, CancellationToken cancellationToken) =>
        ExecuteAsync($"UPDATE rehearsal SET claimed_at = NULL WHERE {Claimed}", new { claim.Project, claim.Endpoint, claim.At }, cancellationToken);

    /// <summary>Writes down how one ended; webhooks are told of one that failed.</summary>
    /// <returns>It, with when it last went well; null where the claim is another's by now.</returns>
    public Task<Rehearsal?> EndAsync(RehearsalClaim claim, string pipeline, Rehearsal rehearsal, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            Row? row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                $"""
                UPDATE rehearsal SET claimed_at = NULL, began_at = @began, ended_at = @ended, version = @Version, manifest_digest = @ManifestDigest, took_ms = @took, problem = @problem,
                                     last_good_at = CASE WHEN @problem IS NULL THEN @ended ELSE last_good_at END
                WHERE {Claimed} RETURNING {Columns}
                """,
                new
                {
                    claim.Project,
                    claim.Endpoint,
                    claim.At,
                    began = rehearsal.BeganAt.ToUnixTimeMilliseconds(),
                    ended = rehearsal.At.ToUnixTimeMilliseconds(),
                    rehearsal.Version,
                    rehearsal.ManifestDigest,
                    took = (long?)rehearsal.Took?.TotalMilliseconds,
                    problem = StorableText.Of(rehearsal.Problem),
                },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            if (row is null) return null;
            if (rehearsal.Problem is not null) await EndpointNotifications.WriteAsync(transaction, claim.Project, Describe(pipeline, rehearsal), cancellationToken).ConfigureAwait(false);
            return Read(row);
        },
        cancellationToken);

    private const string PlacesOf = "SELECT places FROM rehearsal WHERE project = @project AND endpoint = @endpoint";

    private const string Claimed = "project = @Project AND endpoint = @Endpoint AND claimed_at = @At";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)), cancellationToken);

    // Only whoever has the claim changes them.
    private Task<int> ChangePlacesAsync(RehearsalClaim claim, Func<IReadOnlyList<RehearsalPlace>, RehearsalPlace[]> change, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            string? present = await transaction.Connection!.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
                PlacesOf, new { project = claim.Project, endpoint = claim.Endpoint }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            RehearsalPlace[] changed = change(ReadPlaces(present));
            return await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"UPDATE rehearsal SET places = @places WHERE {Claimed}",
                new { claim.Project, claim.Endpoint, claim.At, places = changed.Length == 0 ? null : JobsJson.Write(changed) },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        },
        cancellationToken);

    private static DeploymentException TakenOver(RehearsalClaim claim) => new($"this rehearsal of {claim.Endpoint} was silent for so long that another has taken its place");

    private static IReadOnlyList<RehearsalPlace> ReadPlaces(string? stored) => stored is null ? [] : JobsJson.Read<RehearsalPlace[]>(stored);

    private static NotificationPayload Describe(string pipeline, Rehearsal rehearsal) => new()
    {
        Event = NotificationEvents.RehearsalFailed,
        At = rehearsal.At,
        Pipeline = pipeline,
        Endpoint = rehearsal.Endpoint,
        Reason = NotificationPayload.Brief(rehearsal.Problem),
        Path = "/api/v1/endpoints",
    };

    private static Rehearsal Read(Row row) => new(row.Endpoint, DateTimeOffset.FromUnixTimeMilliseconds(row.BeganAt), DateTimeOffset.FromUnixTimeMilliseconds(row.EndedAt))
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

        public long BeganAt { get; init; }

        public long EndedAt { get; init; }

        public string? Version { get; init; }

        public string? ManifestDigest { get; init; }

        public long? TookMs { get; init; }

        public string? Problem { get; init; }

        public long? LastGoodAt { get; init; }
    }
}

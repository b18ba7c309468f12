using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What became of second versions; it stays when they and their endpoints are gone.</summary>
public sealed class SecondVersionHistory(IDatabase database)
{
    /// <summary>Those of an endpoint, the last one first.</summary>
    public Task<IReadOnlyList<PastSecondVersion>> ListAsync(string project, string endpoint, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT version AS Version, plan AS Plan, share AS Share, outcome AS Outcome, reason AS Reason, ended_at AS EndedAt
                FROM second_version WHERE project = @project AND endpoint = @endpoint ORDER BY ended_at DESC, id DESC LIMIT @limit
                """,
                new { project, endpoint, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<PastSecondVersion>)
                [.. rows.Select(row => new PastSecondVersion(
                    row.Version, row.Plan, row.Share, Enum.Parse<SecondVersionOutcome>(row.Outcome), row.Reason, DateTimeOffset.FromUnixTimeMilliseconds(row.EndedAt)))];
        },
        cancellationToken);

    /// <summary>Adds one, together with the change that ends it.</summary>
    internal static Task AddAsync(
        DbTransaction transaction, string project, string endpoint, Challenger second, SecondVersionOutcome outcome, string reason, DateTimeOffset at, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO second_version (id, project, endpoint, version, plan, share, outcome, reason, manifest_digest, run_id, ended_at)
            VALUES (@id, @project, @endpoint, @Version, @plan, @share, @outcome, @reason, @ManifestDigest, @RunId, @at)
            """,
            new
            {
                id = Guid.CreateVersion7(at).ToString(),
                project,
                endpoint,
                second.Version,
                plan = second.Plan.ToString(),
                share = (long)second.Share,
                outcome = outcome.ToString(),
                reason = StorableText.Of(reason),
                second.ManifestDigest,
                second.RunId,
                at = at.ToUnixTimeMilliseconds(),
            },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Adds the one that is at an endpoint, together with the change by which it goes. One that its rules have ended is there already.</summary>
    internal static async Task AddPresentAsync(DbTransaction transaction, string project, string endpoint, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        string? present = await transaction.Connection!.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "SELECT challenger FROM endpoint WHERE project = @project AND name = @endpoint", new { project, endpoint }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (present is null || JobsJson.Read<Challenger>(present) is not { Ended: null } second) return;
        await AddAsync(transaction, project, endpoint, second, SecondVersionOutcome.Removed, reason, at, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Row
    {
        public string Version { get; init; } = string.Empty;

        public string Plan { get; init; } = string.Empty;

        public long Share { get; init; }

        public string Outcome { get; init; } = string.Empty;

        public string Reason { get; init; } = string.Empty;

        public long EndedAt { get; init; }
    }
}

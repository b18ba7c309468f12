using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Legal holds: a version that is on hold stays, with its image and with what it was made of, until it is released.</summary>
public sealed class VersionHolds(IDatabase database, TimeProvider time)
{
    private const string OfVersion = "project = @project AND model = @model AND number = @number";

    /// <summary>Puts a version on hold.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">The model.</param>
    /// <param name="number">Number of the version.</param>
    /// <param name="hold">Why, and who says so.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The hold.</returns>
    /// <exception cref="VersionException">There is no such version, its bytes are gone, or it is on hold already.</exception>
    public Task<VersionHold> HoldAsync(string project, string model, long number, HoldChange hold, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            ArgumentNullException.ThrowIfNull(hold);
            await VersionRows.LockPresentAsync(database, transaction, project, model, number, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(transaction, project, model, number, cancellationToken).ConfigureAwait(false) is { } held)
                throw new VersionException(VersionException.Hold, $"{model}@{number} is on hold since {held.At:yyyy-MM-dd} by {held.By}: {held.Reason}");
            DateTimeOffset now = time.GetUtcNow();
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO version_hold (id, project, model, number, reason, held_by, held_at)
                VALUES (@id, @project, @model, @number, @Reason, @By, @now)
                """,
                new { id = Guid.CreateVersion7(now).ToString(), project, model, number, hold.Reason, hold.By, now = now.ToUnixTimeMilliseconds() },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return new VersionHold(hold.Reason, hold.By, now);
        },
        cancellationToken);

    /// <summary>Releases a version; that it was on hold stays on record.</summary>
    /// <exception cref="VersionException">It is not on hold.</exception>
    public async Task ReleaseAsync(string project, string model, long number, HoldChange release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        int released = await database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"UPDATE version_hold SET released_at = @now, released_by = @By, release_reason = @Reason WHERE {OfVersion} AND released_at IS NULL",
                new { project, model, number, release.Reason, release.By, now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction,
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        if (released == 0) throw new VersionException(VersionException.Hold, $"{model}@{number} is not on hold");
    }

    /// <summary>Every hold that a version ever had, the oldest first.</summary>
    public Task<IReadOnlyList<PastHold>> ListAsync(string project, string model, long number, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<HoldRow> rows = await connection.QueryAsync<HoldRow>(new CommandDefinition(
                $"""
                SELECT reason AS Reason, held_by AS HeldBy, held_at AS HeldAt, release_reason AS ReleaseReason, released_by AS ReleasedBy, released_at AS ReleasedAt
                FROM version_hold WHERE {OfVersion} ORDER BY held_at, id
                """,
                new { project, model, number },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<PastHold>)[.. rows.Select(row => row.ToHold())];
        },
        cancellationToken);

    private static async Task<VersionHold?> FindAsync(DbTransaction transaction, string project, string model, long number, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryFirstOrDefaultAsync<HoldRow>(new CommandDefinition(
            $"SELECT reason AS Reason, held_by AS HeldBy, held_at AS HeldAt FROM version_hold WHERE {OfVersion} AND released_at IS NULL",
            new { project, model, number },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false))?.ToHold().Hold;

    private sealed class HoldRow
    {
        public string Reason { get; init; } = string.Empty;

        public string HeldBy { get; init; } = string.Empty;

        public long HeldAt { get; init; }

        public string? ReleaseReason { get; init; }

        public string? ReleasedBy { get; init; }

        public long? ReleasedAt { get; init; }

        public PastHold ToHold() => new(new VersionHold(Reason, HeldBy, DateTimeOffset.FromUnixTimeMilliseconds(HeldAt)))
        {
            ReleasedAt = ReleasedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            ReleasedBy = ReleasedBy,
            ReleaseReason = ReleaseReason,
        };
    }
}

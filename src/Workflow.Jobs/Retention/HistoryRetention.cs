using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention;

/// <summary>
/// Deletes requests, notifications, entries of schedules' histories and what was counted of two versions that are over for a while, a little at a time. Nothing is forgotten by
/// which the same thing would be done twice: a request's key goes only where the run itself has it, or where its tick lies behind the schedule.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">How long they are kept.</param>
public sealed class HistoryRetention(IDatabase database, TimeProvider time, TimeSpan keep)
{
    // Others who write wait for the end of one transaction at most.
    private const int BatchSize = 500;

    // A run that goes on counts among those of its schedule by its request. A file that lies there still, a run that is resumed and a person may
    // ask with the same key again: where the key has begun no run, only the request remembers it.
    private const string OldRequests = """
        SELECT q.id FROM run_request q
        WHERE q.ended_at < @before
          AND (q.state = 'Begun' AND EXISTS (SELECT 1 FROM run r WHERE r.id = q.run_id AND r.idempotency_key = q.idempotency_key AND r.ended_at < @before)
            OR q.state <> 'Begun' AND q.cause_kind = 'schedule' AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.id = q.cause_id AND s.next_at <= q.logical_at))
        ORDER BY q.id LIMIT @limit
        """;

    // That a run is late is told once: it is known by its notification until the run is over.
    private const string OldNotifications = """
        SELECT n.id FROM notification n
        WHERE n.state <> 'pending' AND n.ended_at < @before
          AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = n.run_id AND r.ended_at IS NULL)
        ORDER BY n.id LIMIT @limit
        """;

    // The newest stays: the next one counts from it.
    private const string DeleteEvents = """
        DELETE FROM schedule_event WHERE (schedule_id, sequence) IN (
            SELECT e.schedule_id, e.sequence FROM schedule_event e
            WHERE e.at < @before AND EXISTS (SELECT 1 FROM schedule_event n WHERE n.schedule_id = e.schedule_id AND n.sequence > e.sequence)
            LIMIT @limit)
        """;

    // What was counted since the present step of a second version began is read until that is over, however long it takes. Days are what is known of how
    // versions did in production: they are kept with these.
    private const string DeleteCounts = $$"""
        DELETE FROM arm_traffic WHERE (project, endpoint, epoch, version, gateway) IN (
            SELECT a.project, a.endpoint, a.epoch, a.version, a.gateway FROM arm_traffic a
            WHERE a.updated_at < @before AND a.epoch NOT LIKE '{{TrafficDay.Prefix}}%' AND a.project || '/' || a.endpoint || '/' || a.epoch NOT IN {0}
            LIMIT @limit)
        """;

    private const string DeleteAnswers = """
        DELETE FROM compared_answer WHERE id IN (
            SELECT c.id FROM compared_answer c
            WHERE c.at < @before AND c.project || '/' || c.endpoint || '/' || c.epoch NOT IN {0}
            LIMIT @limit)
        """;

    /// <summary>Deletes whatever is old.</summary>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public async Task<SweptHistory> SweepAsync(CancellationToken cancellationToken) => new(
        await RepeatAsync(DeleteRequestsAsync, cancellationToken).ConfigureAwait(false),
        await RepeatAsync(DeleteNotificationsAsync, cancellationToken).ConfigureAwait(false),
        await RepeatAsync((transaction, cancel) => ExecuteAsync(transaction, DeleteEvents, Old, cancel), cancellationToken).ConfigureAwait(false),
        await RepeatAsync((transaction, cancel) => DeleteTrafficAsync(transaction, DeleteCounts, cancel), cancellationToken).ConfigureAwait(false)
            + await RepeatAsync((transaction, cancel) => DeleteTrafficAsync(transaction, DeleteAnswers, cancel), cancellationToken).ConfigureAwait(false));

    private object Old => new { before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds(), limit = (long)BatchSize };

    private async Task<int> RepeatAsync(Func<DbTransaction, CancellationToken, Task<int>> delete, CancellationToken cancellationToken)
    {
        int all = 0;
        while (true)
        {
            int deleted = await database.WriteAsync(transaction => delete(transaction, cancellationToken), cancellationToken).ConfigureAwait(false);
            all += deleted;
            if (deleted < BatchSize) return all;
        }
    }

    private async Task<int> DeleteRequestsAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        List<string> ids = await HoldAsync(transaction, OldRequests, cancellationToken).ConfigureAwait(false);
        var parameters = new DynamicParameters();
        string list = parameters.AddList("id", ids);
        return ids.Count == 0 ? 0 : await ExecuteAsync(transaction, $"DELETE FROM run_request WHERE id IN {list}", parameters, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> DeleteNotificationsAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        List<string> ids = await HoldAsync(transaction, OldNotifications, cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0) return 0;
        var parameters = new DynamicParameters();
        string list = parameters.AddList("id", ids);
        await ExecuteAsync(transaction, $"DELETE FROM notification_delivery WHERE notification_id IN {list}", parameters, cancellationToken).ConfigureAwait(false);
        return await ExecuteAsync(transaction, $"DELETE FROM notification WHERE id IN {list}", parameters, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> DeleteTrafficAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        IEnumerable<(string Project, string Name, string Challenger)> rows = await transaction.Connection!.QueryAsync<(string, string, string)>(new CommandDefinition(
            "SELECT project, name, challenger FROM endpoint WHERE challenger IS NOT NULL", null, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        IEnumerable<string> present = rows
            .Select(row => (row.Project, row.Name, Challenger: JobsJson.Read<Challenger>(row.Challenger)))
            .Where(row => row.Challenger.Ended is null)
            .Select(row => $"{row.Project}/{row.Name}/{row.Challenger.Epoch}");
        var parameters = new DynamicParameters(Old);

        // No step is called so: a list has at least one item.
        string list = parameters.AddList("step", ["none", .. present]);
        return await ExecuteAsync(transaction, string.Format(CultureInfo.InvariantCulture, sql, list), parameters, cancellationToken).ConfigureAwait(false);
    }

    // Held until they are deleted: nobody sends a notification once more meanwhile.
    private async Task<List<string>> HoldAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<string>(new CommandDefinition(
            $"{sql} {database.SkipLocked}", Old, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}

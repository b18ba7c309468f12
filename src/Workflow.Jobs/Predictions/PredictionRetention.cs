using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Predictions;

/// <summary>Deletes predictions that were made long ago, a little at a time.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">How long a prediction is kept.</param>
public sealed class PredictionRetention(IDatabase database, TimeProvider time, TimeSpan keep)
{
    // Others who write wait for the end of one transaction at most.
    private const int BatchSize = 1_000;

    private const string Delete = """
        DELETE FROM prediction WHERE (request_id, row_number) IN (
            SELECT p.request_id, p.row_number FROM prediction p WHERE p.scored_at < @before ORDER BY p.scored_at LIMIT @limit)
        """;

    /// <summary>Deletes every prediction whose time is over.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        long all = 0;
        var values = new { before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds(), limit = (long)BatchSize };
        while (true)
        {
            int deleted = await database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(Delete, values, transaction, cancellationToken: cancellationToken)),
                cancellationToken).ConfigureAwait(false);
            all += deleted;
            if (deleted < BatchSize) return all;
        }
    }
}

using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Predictions;

/// <summary>The predictions that scorers have sent.</summary>
public sealed class PredictionStore(IDatabase database)
{
    private const int RowsOfAStatement = 25;

    /// <summary>Stores predictions of an endpoint, all or none. One that is there already stays as it is: who sends the same again changes nothing.</summary>
    /// <returns>How many are new.</returns>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public Task<int> AddAsync(string project, string endpoint, IReadOnlyList<ReceivedPrediction> predictions, CancellationToken cancellationToken)
    {
        // Statements for so many rows, and one for what is left.
        ILookup<bool, ReceivedPrediction[]> chunks = predictions.Chunk(RowsOfAStatement).ToLookup(chunk => chunk.Length == RowsOfAStatement);
        return database.WriteAsync(
            async transaction => await InsertAsync(transaction, project, endpoint, [.. chunks[true]], cancellationToken).ConfigureAwait(false)
                + await InsertAsync(transaction, project, endpoint, [.. chunks[false]], cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    /// <summary>A prediction; null where there is none.</summary>
    public async Task<StoredPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE p.request_id = @Request AND p.row_number = @Row", new { id.Request, id.Row }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The newest predictions, newest first; those of one moment by their requests and rows.</summary>
    /// <param name="project">The project.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Only what comes behind this one; null to begin with the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<StoredPrediction>> ListAsync(string project, PredictionFilter filter, int limit, PredictionId? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<string> conditions = ["p.project = @project"];
        if (filter.Endpoint is not null) conditions.Add("p.endpoint = @endpoint");
        if (filter.PipelineSha256 is not null) conditions.Add("p.pipeline_sha256 = @pipelineSha256");
        if (filter.Since is not null) conditions.Add("p.scored_at >= @since");
        if (filter.Until is not null) conditions.Add("p.scored_at < @until");
        if (before is not null) conditions.Add("(p.scored_at, p.request_id, p.row_number) < (@at, @request, @row)");
        return await ReadAsync(
            $"WHERE {string.Join(" AND ", conditions)} ORDER BY p.scored_at DESC, p.request_id DESC, p.row_number DESC LIMIT @limit",
            new
            {
                project,
                endpoint = filter.Endpoint,
                pipelineSha256 = filter.PipelineSha256,
                since = filter.Since?.ToUnixTimeMilliseconds(),
                until = filter.Until?.ToUnixTimeMilliseconds(),
                at = before is { } id ? await MomentAsync(id, cancellationToken).ConfigureAwait(false) : null,
                request = before?.Request,
                row = before?.Row,
                limit = (long)limit,
            },
            cancellationToken).ConfigureAwait(false);
    }

    // One that is gone by its age was made when its identifier was, or a little later: all behind it is gone, too.
    private async Task<long?> MomentAsync(PredictionId id, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT scored_at FROM prediction WHERE request_id = @Request AND row_number = @Row", new { id.Request, id.Row }, cancellationToken: cancellationToken)),
        cancellationToken).ConfigureAwait(false) ?? id.MadeAt;

    private static async Task<int> InsertAsync(
        DbTransaction transaction, string project, string endpoint, IReadOnlyList<ReceivedPrediction[]> chunks, CancellationToken cancellationToken)
    {
        if (chunks.Count == 0) return 0;
        int added = 0;
        var insert = new PredictionInsert(transaction, project, endpoint, chunks[0].Length);
        await using (insert.ConfigureAwait(false))
        {
            foreach (ReceivedPrediction[] chunk in chunks) added += await insert.ExecuteAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        return added;
    }

    private Task<IReadOnlyList<StoredPrediction>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<PredictionRow> rows = await connection.QueryAsync<PredictionRow>(new CommandDefinition(
                $"{PredictionRow.Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<StoredPrediction>)[.. rows.Select(row => row.ToPrediction())];
        },
        cancellationToken);
}

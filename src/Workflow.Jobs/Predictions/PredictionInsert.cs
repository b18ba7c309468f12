using System.Data.Common;
using System.Globalization;

namespace Workflow.Jobs.Predictions;

/// <summary>
/// A statement that stores so many predictions of an endpoint, for as many times as wanted. Measured: some dozens of rows at a time cost few round trips, and engines
/// look parameters up one by one.
/// </summary>
internal sealed class PredictionInsert : IAsyncDisposable
{
    private readonly DbCommand _command;
    private readonly DbParameter[][] _rows;

    /// <summary>Creates the statement.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="project">The project.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="rows">How many predictions it stores.</param>
    public PredictionInsert(DbTransaction transaction, string project, string endpoint, int rows)
    {
        _command = transaction.Connection!.CreateCommand();
        _command.Transaction = transaction;
        Add("project").Value = project;
        Add("endpoint").Value = endpoint;
        string[] names = [.. Enumerable.Range(0, rows).Select(row => row.ToString(CultureInfo.InvariantCulture))];
        _rows = [.. names.Select(row => (DbParameter[])[Add($"q{row}"), Add($"n{row}"), Add($"t{row}"), Add($"s{row}"), Add($"r{row}")])];
        _command.CommandText = $"""
            INSERT INTO prediction (project, endpoint, request_id, row_number, scored_at, pipeline_sha256, record)
            VALUES {string.Join(", ", names.Select(row => $"(@project, @endpoint, @q{row}, @n{row}, @t{row}, @s{row}, @r{row})"))}
            ON CONFLICT (request_id, row_number) DO NOTHING
            """;
    }

    /// <summary>Stores predictions, as many as the statement takes; those that are there already are left as they are.</summary>
    /// <returns>How many are new.</returns>
    public Task<int> ExecuteAsync(IReadOnlyList<ReceivedPrediction> predictions, CancellationToken cancellationToken)
    {
        for (int i = 0; i < predictions.Count; i++)
        {
            ReceivedPrediction prediction = predictions[i];
            DbParameter[] row = _rows[i];
            row[0].Value = prediction.Id.Request;
            row[1].Value = prediction.Id.Row;
            row[2].Value = prediction.ScoredAt.ToUnixTimeMilliseconds();
            row[3].Value = prediction.PipelineSha256;
            row[4].Value = prediction.Record;
        }

        return _command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private DbParameter Add(string name)
    {
        DbParameter parameter = _command.CreateParameter();
        parameter.ParameterName = name;
        _command.Parameters.Add(parameter);
        return parameter;
    }
}

using System.Data.Common;
using Dapper;

namespace Workflow.Jobs.Runs;

/// <summary>One transaction at one moment.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="now">The moment, in milliseconds since 1970.</param>
/// <param name="cancellationToken">Cancels every statement.</param>
internal sealed class WriteScope(DbTransaction transaction, long now, CancellationToken cancellationToken)
{
    public DbTransaction Transaction => transaction;

    public long Now => now;

    public Task<int> ExecuteAsync(string sql, object? parameters) => transaction.Connection!.ExecuteAsync(Command(sql, parameters));

    public Task<T?> FirstAsync<T>(string sql, object? parameters) => transaction.Connection!.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    public async Task<T> ScalarAsync<T>(string sql, object? parameters) =>
        (await transaction.Connection!.ExecuteScalarAsync<T>(Command(sql, parameters)).ConfigureAwait(false))!;

    public Task<IEnumerable<T>> QueryAsync<T>(string sql, object? parameters) => transaction.Connection!.QueryAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}

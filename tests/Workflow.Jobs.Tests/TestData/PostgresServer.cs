using System.Globalization;
using Npgsql;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Workflow.Jobs.Tests.TestData;

/// <summary>The private PostgreSQL cluster of the test run: started when the first test asks for it, stopped at the end.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private PostgresCluster? _cluster;
    private NpgsqlDataSource? _source;
    private int _schemas;

    /// <summary>
    /// An address under which a test finds an empty database; ends the test where PostgreSQL is not installed. It is a schema of its own in
    /// a database that all tests share: 0.4 ms instead of the 160 ms of a database.
    /// </summary>
    public async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = await StartAsync(cancellationToken);
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _schemas)}");
        await using NpgsqlCommand command = source.CreateCommand($"CREATE SCHEMA {name}");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return $"{source.ConnectionString};Search Path={name}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        _once.Dispose();
    }

    private async Task<NpgsqlDataSource> StartAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            _cluster ??= await PostgresCluster.StartAsync(cancellationToken);
            return _source ??= NpgsqlDataSource.Create(await _cluster.CreateDatabaseAsync(cancellationToken));
        }
        finally
        {
            _once.Release();
        }
    }
}

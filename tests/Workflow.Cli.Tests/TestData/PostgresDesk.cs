using Npgsql;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Postgres;

namespace Workflow.Cli.Tests.TestData;

/// <summary>A <see cref="TestData.Desk"/> with a PostgreSQL database of its own, for workers.</summary>
internal sealed class PostgresDesk : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly Desk _desk = new();
    private readonly string _database;

    private PostgresDesk(PostgresCluster cluster, string database)
    {
        _cluster = cluster;
        _database = database;
    }

    /// <summary>The folder.</summary>
    public PipelinesFolder Folder => _desk.Folder;

    /// <summary>Variables that the environment of every command has besides.</summary>
    public Dictionary<string, string> Variables => _desk.Variables;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts the database.</summary>
    public static async Task<PostgresDesk> StartAsync()
    {
        PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        try
        {
            return new PostgresDesk(cluster, await cluster.CreateDatabaseAsync(Cancel));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker and waits until it works.</summary>
    public Task<WorkerProcess> StartWorkerAsync(params IEnumerable<string> arguments) => WorkerProcess.StartAsync(_desk, _database, arguments);

    /// <summary>Begins a run of a pipeline.</summary>
    /// <returns>Its identifier.</returns>
    public Task<string> AddRunAsync(string pipeline, DateTimeOffset? logicalAt = null) => StoredRuns.AddAsync(Folder, _database, pipeline, logicalAt);

    /// <summary>Takes up the webhooks of the folder's pipelines.yaml, as a server does.</summary>
    public Task DeclareAsync() => StoredRuns.DeclareAsync(Folder, _database);

    /// <summary>Carries out a command to its end.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => _desk.RunOnAsync(_database, arguments);

    /// <summary>Asks for the cancel of a run, without anybody who works.</summary>
    public Task CancelAsync(string run) => StoredRuns.CancelAsync(Folder, _database, run);

    /// <summary>Waits until a condition holds. The database itself says when to look again.</summary>
    public async Task UntilAsync(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using (var listen = new NpgsqlCommand(
            """
            CREATE OR REPLACE FUNCTION tell() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN NOTIFY told; RETURN NULL; END';
            CREATE OR REPLACE TRIGGER tell_run AFTER UPDATE ON run EXECUTE FUNCTION tell();
            CREATE OR REPLACE TRIGGER tell_worker AFTER UPDATE ON worker EXECUTE FUNCTION tell();
            CREATE OR REPLACE TRIGGER tell_notification AFTER UPDATE ON notification EXECUTE FUNCTION tell();
            LISTEN told;
            """,
            connection))
        {
            await listen.ExecuteNonQueryAsync(Cancel);
        }

        while (!string.Equals(await ReadAsync($"SELECT ({sql})::TEXT"), "true", StringComparison.Ordinal)) await connection.WaitAsync(Cancel);
    }

    /// <summary>Asks the database for one text.</summary>
    public async Task<string?> ReadAsync(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        await _cluster.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Cancel);
        return connection;
    }
}

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

    /// <summary>Waits until a condition holds.</summary>
    public Task UntilAsync(string sql) => DatabaseWatch.UntilAsync(_database, sql);

    /// <summary>Asks the database for one text.</summary>
    public Task<string?> ReadAsync(string sql) => DatabaseWatch.ReadAsync(_database, sql);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        await _cluster.DisposeAsync();
    }
}

using Dapper;
using Npgsql;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Postgres;

namespace Workflow.Jobs.Tests.Storage;

/// <summary>A PostgreSQL server whose disk becomes full, and larger afterwards.</summary>
[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSQL")]
public sealed class PostgresDiskFullTests
{
    private const int MostRuns = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAsync_DiskIsFull_SaysSoWritesNothingHalfAndGoesOnWhenThereIsSpace()
    {
        using SmallDisk disk = SmallDisk.Create("32m");
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancellation);
        await using var database = new PostgresDatabase(await CreateDatabaseAsync(cluster, disk));
        await new Migrator(database, TimeProvider.System).MigrateAsync(Cancellation);
        var runs = new TestRuns(database);
        await runs.BeginAsync("a b:a");

        disk.Fill();
        int begun = 1;
        StorageException full = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            for (; begun < MostRuns; begun++) await runs.BeginAsync("a b:a");
        });
        Assert.StartsWith("the PostgreSQL database cannot be written, its disk is full: ", full.Message, StringComparison.Ordinal);
        Assert.True(full.IsRetryable);
        Assert.Equal((begun, 2 * begun, begun), (await CountAsync("run"), await CountAsync("step"), await CountAsync("step_dependency")));

        disk.MakeRoom();
        await runs.BeginAsync("a b:a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.SucceedAsync(claim));
        Assert.Equal(begun + 1, await CountAsync("run"));

        Task<int> CountAsync(string table) => runs.QueryAsync<int>($"SELECT COUNT(*) FROM {table}");
    }

    // The log of the server stays on the ordinary disk: without it no server goes on.
    private static async Task<string> CreateDatabaseAsync(PostgresCluster cluster, SmallDisk disk)
    {
        string address = await cluster.CreateDatabaseAsync(Cancellation);
        await using var connection = new NpgsqlConnection(address);
        await connection.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        await connection.ExecuteAsync("CREATE DATABASE on_small_disk TABLESPACE small");
        return new NpgsqlConnectionStringBuilder(address) { Database = "on_small_disk" }.ConnectionString;
    }
}

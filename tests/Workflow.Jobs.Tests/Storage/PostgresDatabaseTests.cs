using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_NobodyListens_SaysSoWithoutThePassword()
    {
        await using var database = new PostgresDatabase($"postgres://ada:s3cr3t@127.0.0.1:{FreePort()}/flows");
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.OpenAsync(Cancellation));
        Assert.StartsWith("the PostgreSQL database cannot be reached: ", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsRetryable);
        Assert.DoesNotContain("s3cr3t", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task OpenAsync_NoSuchDatabase_NamesIt()
    {
        string address = (await postgres.CreateAsync(Cancellation)).Replace("Database=", "Database=missing_", StringComparison.Ordinal);
        await using var database = new PostgresDatabase(address);
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.OpenAsync(Cancellation));
        Assert.Contains("missing_", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_ReadOnlyDatabase_SaysSo()
    {
        await using var database = new PostgresDatabase(await postgres.CreateAsync(Cancellation) + ";Options=-c default_transaction_read_only=on");
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("CREATE TABLE t (x INT)", transaction: transaction), Cancellation));
        Assert.Contains("may not be written", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsRetryable, "a server that has lost its place to another one says this too");
    }

    // As after a restart of the server: the first write on each connection must not fail for whoever asked for it.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_PooledConnectionsWereCutMeanwhile_IsDoneOnAnother()
    {
        await using var database = new PostgresDatabase(await postgres.CreateAsync(Cancellation));
        await database.WriteAsync(transaction => transaction.Connection!.ExecuteAsync("CREATE TABLE t (x INT)", transaction: transaction), Cancellation);
        for (int round = 1; round <= 2; round++)
        {
            int[] pooled = await UseAsync(database, 8);
            await using var other = new NpgsqlConnection(await postgres.CreateAsync(Cancellation));
            foreach (int process in pooled) Assert.True(await other.ExecuteScalarAsync<bool>("SELECT pg_terminate_backend(@process, 60000)", new { process }));

            int attempts = 0;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.WriteAsync(
                transaction =>
                {
                    Interlocked.Increment(ref attempts);
                    return transaction.Connection!.ExecuteAsync("INSERT INTO t VALUES (1)", transaction: transaction);
                },
                Cancellation)));
            Assert.InRange(attempts, 5, 20);
            Assert.Equal(4 * round, await database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM t"), Cancellation));
        }
    }

    // Whether it was done nobody knows: doing it again could do it twice.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_CutDuringTheCommit_IsNotRepeated()
    {
        await using var database = new PostgresDatabase(await postgres.CreateAsync(Cancellation));
        int attempts = 0;
        var cut = await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(
            async transaction =>
            {
                attempts++;
                int process = await transaction.Connection!.ExecuteScalarAsync<int>("SELECT pg_backend_pid()", transaction: transaction);
                await using var other = new NpgsqlConnection(await postgres.CreateAsync(Cancellation));
                return await other.ExecuteScalarAsync<bool>("SELECT pg_terminate_backend(@process, 60000)", new { process });
            },
            Cancellation));
        Assert.Equal((1, true), (attempts, cut.IsRetryable));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_ConnectionIsCutAgainAndAgain_SaysSoAndTheNextOneWorks()
    {
        await using var database = new PostgresDatabase(await postgres.CreateAsync(Cancellation));
        var cut = await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(
            async transaction =>
            {
                int process = await transaction.Connection!.ExecuteScalarAsync<int>("SELECT pg_backend_pid()", transaction: transaction);
                await using DbConnection other = await database.OpenAsync(Cancellation);
                await other.ExecuteAsync("SELECT pg_terminate_backend(@process)", new { process });
                return await transaction.Connection!.ExecuteScalarAsync<int>("SELECT 1", transaction: transaction);
            },
            Cancellation));
        Assert.True(cut.IsRetryable);
        Assert.Equal(1, await database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"), Cancellation));
    }

    // Several connections at the same moment; the pool keeps them.
    private static async Task<int[]> UseAsync(PostgresDatabase database, int count)
    {
        var connections = new List<DbConnection>();
        for (int i = 0; i < count; i++) connections.Add(await database.OpenAsync(Cancellation));
        var processes = new List<int>();
        foreach (DbConnection connection in connections) processes.Add(await connection.ExecuteScalarAsync<int>("SELECT pg_backend_pid()"));
        foreach (DbConnection connection in connections) await connection.DisposeAsync();
        return [.. processes];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

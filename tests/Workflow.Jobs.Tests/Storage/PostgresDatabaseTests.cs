using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Dapper;
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

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_ConnectionIsCut_SaysSoAndTheNextOneWorks()
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Dapper;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Storage;

public sealed class DatabaseTransactionsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task WriteAsync_WorkThrows_NothingIsWritten(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Database.WriteAsync<bool>(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("DELETE FROM schema_version", transaction: transaction);
                throw new InvalidOperationException("no");
            },
            Cancellation));
        Assert.Equal(Migrator.LatestVersion, await CountAsync(database.Database));
    }

    [Theory, OnEveryEngine]
    public async Task WriteAsync_Cancelled_NothingIsWritten(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("DELETE FROM schema_version", transaction: transaction);
                await stop.CancelAsync();
                return true;
            },
            stop.Token));
        Assert.Equal(Migrator.LatestVersion, await CountAsync(database.Database));
    }

    [Theory, OnEveryEngine]
    public async Task WriteAsync_WrongSql_IsADefectAndNotExplainedAway(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        int attempts = 0;
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.Database.WriteAsync(
            transaction =>
            {
                attempts++;
                return transaction.Connection!.ExecuteAsync("SELEKT 1 FROM run", transaction: transaction);
            },
            Cancellation));
        Assert.Equal(1, attempts);
    }

    [Theory, OnEveryEngine]
    public async Task WriteAsync_CounterByManyTasks_LosesNoUpdate(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        await new Migrator(database.Database, new ManualTimeProvider(DateTimeOffset.UnixEpoch)).MigrateAsync(Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
            {
                await database.Database.WriteAsync(
                    transaction => transaction.Connection!.ExecuteAsync("UPDATE schema_version SET applied_at = applied_at + 1 WHERE version = 1", transaction: transaction), Cancellation);
            }
        })));
        Assert.Equal(30, await database.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT applied_at FROM schema_version WHERE version = 1"), Cancellation));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WriteAsync_TwoTakeTheSameNumber_TheLoserTriesAgain()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        using var start = new Barrier(2);
        int attempts = 0;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => database.Database.WriteAsync(
            async transaction =>
            {
                long next = await transaction.Connection!.ExecuteScalarAsync<long>("SELECT MAX(version) + 1 FROM schema_version", transaction: transaction);
                if (Interlocked.Increment(ref attempts) <= 2) start.SignalAndWait(Cancellation);
                return await transaction.Connection!.ExecuteAsync("INSERT INTO schema_version VALUES (@next, 0)", new { next }, transaction);
            },
            Cancellation))));
        Assert.Equal(3, attempts);
        Assert.Equal(Migrator.LatestVersion + 2, await CountAsync(database.Database));
    }

    private static Task<long> CountAsync(IDatabase database) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM schema_version"), Cancellation);
}

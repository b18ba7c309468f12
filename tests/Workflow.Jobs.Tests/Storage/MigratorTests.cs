using Dapper;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Storage;

public sealed class MigratorTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string AllVersions = string.Join(' ', Enumerable.Range(1, (int)Migrator.LatestVersion));

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_EmptyDatabase_MakesEveryTable(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        var clock = new ManualTimeProvider();
        await new Migrator(database.Database, clock).MigrateAsync(Cancellation);

        Assert.Equal(AllVersions, await VersionsAsync(database.Database));
        foreach (string table in (string[])["run", "step", "step_dependency", "step_event", "step_cache", "model_version", "endpoint", "run_request", "schedule", "schedule_event", "run_trigger"])
        {
            Assert.Equal(0, await ScalarAsync(database.Database, $"SELECT COUNT(*) FROM {table}"));
        }

        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), await ScalarAsync(database.Database, "SELECT MIN(applied_at) FROM schema_version"));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_Twice_ChangesNothing(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        var clock = new ManualTimeProvider();
        await new Migrator(database.Database, clock).MigrateAsync(Cancellation);
        clock.Advance(TimeSpan.FromDays(1));
        await new Migrator(database.Database, clock).MigrateAsync(Cancellation);

        Assert.Equal(AllVersions, await VersionsAsync(database.Database));
        Assert.Equal(1, await ScalarAsync(database.Database, "SELECT COUNT(DISTINCT applied_at) FROM schema_version"));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_ByManyAtTheSameTime_EveryScriptRunsOnce(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using IDatabase another = database.OpenAgain();
            await new Migrator(another, TimeProvider.System).MigrateAsync(Cancellation);
        })));
        Assert.Equal(AllVersions, await VersionsAsync(database.Database));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_NewerDatabase_IsRefusedInWords(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        await ScalarAsync(database.Database, "INSERT INTO schema_version (version, applied_at) VALUES (99, 0)");

        var refused = await Assert.ThrowsAsync<StorageException>(() => new Migrator(database.Database, TimeProvider.System).MigrateAsync(Cancellation));
        Assert.Equal($"the database has version 99, made by a newer release; this one knows versions up to {Migrator.LatestVersion}. Use the newer release.", refused.Message);
        Assert.Equal($"{AllVersions} 99", await VersionsAsync(database.Database));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_TableIsInTheWay_NothingIsMigrated(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        await ScalarAsync(database.Database, "CREATE TABLE endpoint (name TEXT)");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => new Migrator(database.Database, TimeProvider.System).MigrateAsync(Cancellation));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ScalarAsync(database.Database, "SELECT COUNT(*) FROM run"));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_NotificationsOfAnOlderRelease_AreKeptWithTheirDeliveries(DatabaseEngine engine)
    {
        const int Older = 7;
        await using TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        await ScalarAsync(database.Database, "CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)");
        for (int version = 1; version <= Older; version++)
        {
            await ScalarAsync(database.Database, $"{await ScriptAsync(version)}; INSERT INTO schema_version (version, applied_at) VALUES ({version}, 0)");
        }

        await ScalarAsync(database.Database, """
            INSERT INTO notification (id, project, webhook, event, run_id, payload, state, attempts, attempts_allowed, next_at, created_at)
            VALUES ('n', 'default', 'ops', 'failure', 'r', '{}', 'pending', 1, 18, 7, 5);
            INSERT INTO notification_delivery (notification_id, attempt, at, status, milliseconds) VALUES ('n', 1, 6, 500, 20)
            """);
        await new Migrator(database.Database, TimeProvider.System).MigrateAsync(Cancellation);

        Assert.Equal(AllVersions, await VersionsAsync(database.Database));
        Assert.Equal(1, await ScalarAsync(database.Database, "SELECT COUNT(*) FROM notification WHERE id = 'n' AND run_id = 'r' AND run_end = 0 AND next_at = 7 AND lease_until IS NULL"));
        Assert.Equal(1, await ScalarAsync(database.Database, "SELECT COUNT(*) FROM notification_delivery WHERE notification_id = 'n' AND status = 500"));

        // Deliveries belong to notifications still.
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ScalarAsync(database.Database, "DELETE FROM notification"));
    }

    private static async Task<string> ScriptAsync(int version)
    {
        System.Reflection.Assembly assembly = typeof(Migrator).Assembly;
        string name = assembly.GetManifestResourceNames().Single(name => name.StartsWith($"Migrations/{version:000}-", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static Task<long> ScalarAsync(IDatabase database, string sql) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, cancellationToken: Cancellation)), Cancellation);

    private static async Task<string> VersionsAsync(IDatabase database) => string.Join(' ', await database.ReadAsync(
        connection => connection.QueryAsync<long>(new CommandDefinition("SELECT version FROM schema_version ORDER BY version", cancellationToken: Cancellation)),
        Cancellation));
}

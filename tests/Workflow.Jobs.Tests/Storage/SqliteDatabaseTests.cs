using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenAsync_EveryConnection_IsSetUpForOneWriterAndNoLostCommit()
    {
        await using var database = new SqliteDatabase(_folder.File("w.db"));
        for (int i = 0; i < 2; i++)
        {
            await using DbConnection connection = await database.OpenAsync(Cancellation);
            Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
            Assert.Equal(2, await connection.ExecuteScalarAsync<long>("PRAGMA synchronous"));
            Assert.Equal(1, await connection.ExecuteScalarAsync<long>("PRAGMA foreign_keys"));
            Assert.Equal(30_000, await connection.ExecuteScalarAsync<long>("PRAGMA busy_timeout"));
        }
    }

    [Fact]
    public async Task OpenAsync_FirstAttemptFails_TheNextStillMakesAWriteAheadLog()
    {
        string directory = _folder.File("later");
        await using var database = new SqliteDatabase(Path.Combine(directory, "w.db"));
        await Assert.ThrowsAsync<StorageException>(() => database.OpenAsync(Cancellation));
        Directory.CreateDirectory(directory);

        await using DbConnection connection = await database.OpenAsync(Cancellation);
        Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task OpenAsync_PathIsADirectory_SaysWhichPath()
    {
        await using var database = new SqliteDatabase(_folder.Path);
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.OpenAsync(Cancellation));
        Assert.StartsWith($"the database {_folder.Path} cannot be used: it cannot be opened", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FileOfAnotherKind_SaysSo()
    {
        string path = _folder.File("w.db");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("not a database ", 100)), Cancellation);
        await using var database = new SqliteDatabase(path);
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.OpenAsync(Cancellation));
        Assert.Contains($"{path} cannot be used: it is not a SQLite database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_ReadOnlyFile_SaysSoAndReadsStillWork()
    {
        string path = _folder.File("w.db");
        await using (var writable = new SqliteDatabase(path)) await new Migrator(writable, TimeProvider.System).MigrateAsync(Cancellation);

        // Root may write whatever the mode of a file says; a read-only connection is refused in the same words.
        await using var database = new SqliteDatabase($"file:{path}?mode=ro");
        Assert.Equal(Migrator.LatestVersion, await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT MAX(version) FROM schema_version"), Cancellation));
        var refused = await Assert.ThrowsAsync<StorageException>(() => InsertAsync(database, 9));
        Assert.Contains("cannot be used: it may not be written", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsRetryable);
    }

    [Fact]
    public async Task WriteAsync_DatabaseIsFull_SaysSoAndKeepsWhatThereWas()
    {
        await using var database = new SqliteDatabase(_folder.File("w.db"));
        await new Migrator(database, TimeProvider.System).MigrateAsync(Cancellation);
        var refused = await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("PRAGMA max_page_count = 1", transaction: transaction);
                for (int i = 1_000; i < 100_000; i++) await transaction.Connection!.ExecuteAsync("INSERT INTO schema_version VALUES (@i, 0)", new { i }, transaction);
                return true;
            },
            Cancellation));

        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Migrator.LatestVersion, await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM schema_version"), Cancellation));
    }

    [Fact]
    public async Task WriteAsync_AnotherWriter_WaitsForIt()
    {
        string path = _folder.File("w.db");
        await using var first = new SqliteDatabase(path);
        await using var second = new SqliteDatabase(path);
        await new Migrator(first, TimeProvider.System).MigrateAsync(Cancellation);
        var holdsTheLock = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Task<int> writing = first.WriteAsync(
            async transaction =>
            {
                holdsTheLock.SetResult();
                await goOn.Task;
                return await transaction.Connection!.ExecuteAsync("INSERT INTO schema_version VALUES (1000, 0)", transaction: transaction);
            },
            Cancellation);
        await holdsTheLock.Task;

        // A reader is not kept waiting.
        Assert.Equal(Migrator.LatestVersion, await second.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT MAX(version) FROM schema_version"), Cancellation));
        Task waiting = Task.Run(() => InsertAsync(second, 1_001), Cancellation);
        goOn.SetResult();
        await Task.WhenAll(writing, waiting);
        Assert.Equal(Migrator.LatestVersion + 2, await second.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM schema_version"), Cancellation));
    }

    [Fact]
    public async Task WriteAsync_ManyWriters_AllCommit()
    {
        string path = _folder.File("w.db");
        await using (var first = new SqliteDatabase(path)) await new Migrator(first, TimeProvider.System).MigrateAsync(Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            await using var database = new SqliteDatabase(path);
            for (int i = 0; i < 10; i++) await InsertAsync(database, 100 + (10 * writer) + i);
        })));
        await using var last = new SqliteDatabase(path);
        Assert.Equal(Migrator.LatestVersion + 80, await last.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM schema_version"), Cancellation));
    }

    [Fact]
    public async Task DisposeAsync_OpenPool_LetsTheFileGo()
    {
        string path = _folder.File("w.db");
        await using (var database = new SqliteDatabase(path)) await new Migrator(database, TimeProvider.System).MigrateAsync(Cancellation);
        string?[] open = [.. Directory.EnumerateFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget)];
        Assert.DoesNotContain(open, target => target?.StartsWith(path, StringComparison.Ordinal) == true);
    }

    private static Task<int> InsertAsync(SqliteDatabase database, int version) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync("INSERT INTO schema_version VALUES (@version, 0)", new { version }, transaction), Cancellation);
}

using Workflow.Jobs.Storage;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>A database of one test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;

    private TestDatabase(IDatabase database, TemporaryFolder? folder, string? connectionString)
    {
        Database = database;
        _folder = folder;
        ConnectionString = connectionString;
    }

    /// <summary>The database.</summary>
    public IDatabase Database { get; }

    /// <summary>Address on PostgreSQL; null on SQLite.</summary>
    public string? ConnectionString { get; }

    /// <summary>File of a SQLite database.</summary>
    public string File => _folder!.File("workflow.db");

    /// <summary>An empty database, without any table.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(DatabaseEngine engine, PostgresServer postgres, CancellationToken cancellationToken)
    {
        if (engine == DatabaseEngine.Postgres)
        {
            string address = await postgres.CreateAsync(cancellationToken);
            return new TestDatabase(new PostgresDatabase(address), null, address);
        }

        var folder = new TemporaryFolder();
        return new TestDatabase(new SqliteDatabase(folder.File("workflow.db")), folder, null);
    }

    /// <summary>A database with all tables.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseEngine engine, PostgresServer postgres, CancellationToken cancellationToken)
    {
        TestDatabase database = await CreateEmptyAsync(engine, postgres, cancellationToken);
        await new Migrator(database.Database, TimeProvider.System).MigrateAsync(cancellationToken);
        return database;
    }

    /// <summary>The same database, opened once more: as another process would.</summary>
    public IDatabase OpenAgain() => ConnectionString is null ? new SqliteDatabase(File) : new PostgresDatabase(ConnectionString);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder?.Dispose();
    }
}

using System.Globalization;
using System.Reflection;
using Dapper;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Storage;

/// <summary>Brings the database to the version of this program: numbered scripts, each once, all in one transaction.</summary>
public sealed class Migrator(IDatabase database, TimeProvider time)
{
    private const string Prefix = "Migrations/";

    // The first version with a table of workers.
    private const long WorkersVersion = 6;

    /// <summary>The version that this program makes and knows.</summary>
    public static long LatestVersion { get; } = Scripts()[^1].Version;

    /// <summary>Migrates.</summary>
    /// <exception cref="StorageException">The database is newer than this program.</exception>
    /// <exception cref="WorkerException">It is older, and workers of an older release work on it.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await database.LockMigrationsAsync(transaction, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)", null).ConfigureAwait(false);
            long current = await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COALESCE(MAX(version), 0) FROM schema_version", null, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            List<(long Version, string Name)> scripts = Scripts();
            if (current > LatestVersion)
            {
                throw new StorageException(
                    $"the database has version {current}, made by a newer release; this one knows versions up to {LatestVersion}. Use the newer release.");
            }

            // Whoever works with the older tables does not know those that this program would make of them.
            if (current is >= WorkersVersion && current < LatestVersion)
            {
                await WorkerSkew.RequireNoneAsync(
                    database, transaction, WorkerIdentity.OfThisProcess, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken).ConfigureAwait(false);
            }

            foreach ((long version, string name) in scripts.Where(script => script.Version > current))
            {
                await ExecuteAsync(await ReadAsync(name, cancellationToken).ConfigureAwait(false), null).ConfigureAwait(false);
                await ExecuteAsync(
                    "INSERT INTO schema_version (version, applied_at) VALUES (@version, @now)",
                    new { version, now = time.GetUtcNow().ToUnixTimeMilliseconds() }).ConfigureAwait(false);
            }

            return true;

            Task ExecuteAsync(string sql, object? parameters) =>
                transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        },
        cancellationToken);

    // 001-runs.sql is version 1.
    private static List<(long Version, string Name)> Scripts() =>
    [
        .. from name in typeof(Migrator).Assembly.GetManifestResourceNames()
           where name.StartsWith(Prefix, StringComparison.Ordinal)
           let version = long.Parse(name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture)
           orderby version
           select (version, name),
    ];

    private static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }
}

using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Testing.Chaos;

/// <summary>Looks for what must not be: a step accepted twice or never, a run that stalls, an artifact that is torn, a line that is lost.</summary>
/// <param name="database">The database.</param>
/// <param name="artifacts">Directory of the artifacts.</param>
public sealed class ChaosVerdict(IDatabase database, string artifacts)
{
    /// <summary>How the reason of a run reads that failed because workers died on one of its steps again and again.</summary>
    public const string Poisoned = "workers died while they worked on it";

    /// <summary>How many runs are not over.</summary>
    public Task<long> CountOpenAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM run WHERE state NOT IN ('Succeeded', 'Failed', 'Cancelled')"), cancellationToken);

    /// <summary>Runs that failed because workers died on one of their steps again and again.</summary>
    public Task<IReadOnlyList<string>> FindPoisonedAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<string>)[.. await ListAsync(connection, $"SELECT id FROM run WHERE state = 'Failed' AND reason LIKE '%{Poisoned}%'")], cancellationToken);

    /// <summary>Everything that is wrong with the runs that there are; empty where nothing is.</summary>
    public Task<IReadOnlyList<string>> FindWrongsAsync(IReadOnlyCollection<string> runs, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var wrongs = new List<string>();
            wrongs.AddRange(await ListAsync(connection, "SELECT id || ' is ' || state || ' ' || COALESCE(reason, '') FROM run WHERE state <> 'Succeeded'"));
            wrongs.AddRange(await ListAsync(
                connection,
                """
                SELECT s.run_id || '/' || s.name || ' was accepted ' || COUNT(e.sequence) || ' times'
                FROM step s LEFT JOIN step_event e ON e.run_id = s.run_id AND e.step = s.name AND e.kind = 'Succeeded'
                GROUP BY s.run_id, s.name HAVING COUNT(e.sequence) <> 1
                """));
            wrongs.AddRange(await ListAsync(connection, "SELECT limit_key || ' is held for ever' FROM step_hold"));
            List<string> stored = (await connection.QueryAsync<string>("SELECT id FROM run")).AsList();
            wrongs.AddRange(runs.Except(stored, StringComparer.Ordinal).Select(run => $"{run} is lost"));
            wrongs.AddRange(stored.Except(runs, StringComparer.Ordinal).Select(run => $"{run} was begun twice"));
            wrongs.AddRange(await FindTornAsync(connection));
            wrongs.AddRange(await FindLostLinesAsync(connection));
            return (IReadOnlyList<string>)wrongs;
        },
        cancellationToken);

    private static async Task<IEnumerable<string>> ListAsync(DbConnection connection, string sql) => await connection.QueryAsync<string>(sql);

    private async Task<IEnumerable<string>> FindTornAsync(DbConnection connection)
    {
        var wrongs = new List<string>();
        foreach ((string run, string step, string outputs) in await connection.QueryAsync<(string, string, string)>("SELECT run_id, name, outputs FROM step WHERE outputs IS NOT NULL"))
        {
            foreach (string digest in JobsJson.Read<StepOutputs>(outputs).Artifacts.Values)
            {
                byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(artifacts, "sha256", digest[..2], digest));
                if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != digest) wrongs.Add($"{run}/{step}: artifact {digest} is torn");
                if (step == "d" && Encoding.UTF8.GetString(bytes) != ChaosPipeline.LastTrace) wrongs.Add($"{run}/d handed on '{Encoding.UTF8.GetString(bytes)}'");
            }
        }

        return wrongs;
    }

    // Of the attempt that was accepted, every line is there, once and in order.
    private static async Task<IEnumerable<string>> FindLostLinesAsync(DbConnection connection)
    {
        var lines = (await connection.QueryAsync<(string Run, string Step, string Lines)>(
            "SELECT l.run_id, l.step, l.lines FROM step_log l JOIN step s ON s.run_id = l.run_id AND s.name = l.step AND s.fence = l.fence ORDER BY l.run_id, l.sequence"))
            .ToLookup(row => (row.Run, row.Step), row => row.Lines);
        var wrongs = new List<string>();
        foreach ((string run, string step) in await connection.QueryAsync<(string, string)>("SELECT run_id, name FROM step WHERE state = 'Succeeded'"))
        {
            string expected = string.Concat(Enumerable.Range(1, ChaosPipeline.Lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{step} line {i}\n")));
            string found = string.Concat(lines[(run, step)]);
            if (found != expected) wrongs.Add($"{run}/{step}: of {ChaosPipeline.Lines} lines there are {found.Count(c => c == '\n')}");
        }

        return wrongs;
    }
}

using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Writes a database as release 0.1.0 did.</summary>
internal static class OlderDatabase
{
    private const int LastVersion = 3;
    private static readonly string[] ModelMembers = ["recipe", "target", "split", "guards", "train", "gates"];

    /// <summary>Makes its tables.</summary>
    public static Task CreateAsync(IDatabase database, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await ExecuteAsync(transaction, "CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)");
            foreach (string name in typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Migrations/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(LastVersion))
            {
                using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
                await ExecuteAsync(transaction, await reader.ReadToEndAsync(cancellationToken));
            }

            return await ExecuteAsync(transaction, "INSERT INTO schema_version VALUES (1, 0), (2, 0), (3, 0)");
        },
        cancellationToken);

    /// <summary>Adds a run of a step <c>a</c>, and <c>b</c> behind it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="id">Its identifier.</param>
    /// <param name="states">States of the run and of both steps.</param>
    /// <param name="time">When it was created; it ended a second later, where it has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task AddRunAsync(IDatabase database, string id, (string Run, string First, string Second) states, long time, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            long? ended = states.Run == "Running" ? null : time + 1000;
            await ExecuteAsync(
                transaction,
                """
                INSERT INTO run (id, project, pipeline, definition, cause, state, next_event, created_at, started_at, ended_at)
                VALUES (@id, 'default', 'sample', @definition, 'workflow run', @state, 2, @time, @time, @ended)
                """,
                new { id, definition = Definition(), state = states.Run, time, ended });
            const string Step = """
                INSERT INTO step (run_id, name, position, state, waiting_for, fence, worker, lease_until, outputs, queued_at, started_at)
                VALUES (@id, @name, @position, @state, @waiting, @fence, @worker, @lease, @outputs, @time, @time)
                """;
            bool isHeld = states.First == "Running";
            string? outputs = states.First == "Succeeded" ? """{"artifacts":{},"values":{"rows":"7"}}""" : null;
            await ExecuteAsync(transaction, Step, new { id, name = "a", position = 0L, state = states.First, waiting = 0L, fence = 1L, worker = isHeld ? "old" : null, lease = isHeld ? time + 1L : (long?)null, outputs, time });
            await ExecuteAsync(transaction, Step, new { id, name = "b", position = 1L, state = states.Second, waiting = outputs is null ? 1L : 0L, fence = 0L, worker = (string?)null, lease = (long?)null, outputs = (string?)null, time });
            await ExecuteAsync(transaction, "INSERT INTO step_dependency VALUES (@id, 'b', 'a')", new { id });
            return await ExecuteAsync(transaction, "INSERT INTO step_event VALUES (@id, 1, '', 0, 'created', 'workflow run', @time)", new { id, time });
        },
        cancellationToken);

    // Recipe, target and so on stood beside the rest, and a step was its name and what it comes after.
    private static string Definition()
    {
        JsonObject now = JsonNode.Parse(JobsJson.Write(SampleDefinitions.Of("a b:a")))!.AsObject();
        var then = new JsonObject { ["name"] = "sample" };
        foreach (string member in ModelMembers) then[member] = now["model"]![member]!.DeepClone();
        foreach (string member in (string[])["environments", "deployTo"]) then[member] = now[member]!.DeepClone();
        then["schedules"] = new JsonArray();
        then["steps"] = JsonNode.Parse("""[{"name":"a","dependsOn":[]},{"name":"b","dependsOn":["a"]}]""");
        return then.ToJsonString();
    }

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object? parameters = null) => transaction.Connection!.ExecuteAsync(sql, parameters, transaction);
}

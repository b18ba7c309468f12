using System.Text.Json;
using Npgsql;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Postgres;

namespace Workflow.Cli.Tests.Commands;

[Trait("Speed", "Slow")]
public sealed class WorkerCommandTests
{
    // ingest waits in the queue `train`, split in `deploy`.
    private const string Shared = "shared: {recipe: gated.yaml, target: state, steps: {ingest: {queue: train}, split: {queue: deploy}}}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_WithoutPostgres_IsRefusedInWords()
    {
        using var desk = new Desk();
        (await desk.RunAsync("worker")).Refused(1, "a worker needs PostgreSQL", "WORKFLOW_DATABASE");
        (await desk.RunAsync("worker", "--server-db", "env:NO_SUCH_VARIABLE")).Refused(1, "NO_SUCH_VARIABLE");
        (await desk.RunAsync("worker", "--drain", "soon")).Refused(2, "'soon' is no time");
        (await desk.RunAsync("worker", "--slots", "0")).Refused(2, "'0' is no number of slots");
        (await desk.RunAsync("worker", "--queues", "a,,b")).Refused(2, "has a queue without a name");
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_TwoWithDifferentQueues_ShareARunAndTellOfIt()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string database = await cluster.CreateDatabaseAsync(Cancel);
        using var desk = new Desk();
        desk.Folder.Add(Shared);
        using WorkerProcess train = await WorkerProcess.StartAsync(desk, database, "--queues", "train");
        using WorkerProcess deploy = await WorkerProcess.StartAsync(desk, database, "--queues", "deploy");
        string run = await StoredRuns.AddAsync(desk.Folder, database, "shared");

        await UntilAsync(database, "SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");
        await using NpgsqlConnection connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand("SELECT string_agg(step || ' ' || message, ', ' ORDER BY sequence) FROM step_event WHERE kind = 'started' AND run_id = @run", connection);
        command.Parameters.AddWithValue("run", run);
        Assert.Equal(
            $"ingest {Environment.MachineName}-{train.Process.Id}, split {Environment.MachineName}-{deploy.Process.Id}", await command.ExecuteScalarAsync(Cancel));

        Assert.Equal((200, "{\"status\":\"live\"}"), await train.GetAsync("/health/live"));
        Assert.Equal(200, (await train.GetAsync("/health/ready")).Status);
        (int status, string metrics) = await train.GetAsync("/metrics");
        Assert.Equal(200, status);
        Assert.Contains("\nworkflow_step_claims_total{workflow_step=\"ingest\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nworkflow_step_duration_seconds_count{workflow_end=\"succeeded\",workflow_step=\"ingest\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains(
            "\nworkflow_run_duration_seconds_count{workflow_pipeline=\"shared\",workflow_state=\"Succeeded\"} 1\n", (await deploy.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        foreach (WorkerProcess worker in (WorkerProcess[])[train, deploy])
        {
            worker.Process.Signal("TERM");
            (await worker.Process.EndAsync()).Succeeded();
        }
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsTerminated_LetsItsStepEndAndTakesNoOther()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string database = await cluster.CreateDatabaseAsync(Cancel);
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess worker = await WorkerProcess.StartAsync(desk, database, "--drain", "2m");
        await StoredRuns.AddAsync(desk.Folder, database, "gated");
        await gate.ReachedAsync(Cancel);

        worker.Process.Signal("TERM");
        await UntilAsync(database, "SELECT COUNT(*) = 1 FROM worker WHERE state = 'Draining'");
        (int status, string body) = await worker.GetAsync("/health/ready");
        Assert.Equal((503, "not-ready"), (status, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()));
        gate.Open();
        CommandResult ended = (await worker.Process.EndAsync()).Succeeded();

        Assert.Contains("the worker has ended", ended.Error, StringComparison.Ordinal);
        Assert.Equal("Succeeded Queued", await ReadAsync(database, "SELECT string_agg(state, ' ' ORDER BY position) FROM step"));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsTerminatedTwice_GivesItsStepBackAtOnce()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string database = await cluster.CreateDatabaseAsync(Cancel);
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess worker = await WorkerProcess.StartAsync(desk, database, "--drain", "2h");
        await StoredRuns.AddAsync(desk.Folder, database, "gated");
        await gate.ReachedAsync(Cancel);

        worker.Process.Signal("TERM");
        await UntilAsync(database, "SELECT COUNT(*) = 1 FROM worker WHERE state = 'Draining'");
        worker.Process.Signal("TERM");
        (await worker.Process.EndAsync()).Succeeded();
        Assert.Equal("Queued Waiting", await ReadAsync(database, "SELECT string_agg(state, ' ' ORDER BY position) FROM step"));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsKilled_AnotherTakesItsStepWhenTheLeaseHasEnded()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string database = await cluster.CreateDatabaseAsync(Cancel);
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess killed = await WorkerProcess.StartAsync(desk, database, "--lease", "2s");
        await StoredRuns.AddAsync(desk.Folder, database, "gated");
        await gate.ReachedAsync(Cancel);

        killed.Process.Signal("KILL");
        gate.Open();
        using WorkerProcess other = await WorkerProcess.StartAsync(desk, database);
        await UntilAsync(database, "SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");

        Assert.Equal("2 1", await ReadAsync(database, "SELECT string_agg(fence || '', ' ' ORDER BY position) FROM step"));
        Assert.Equal("1", await ReadAsync(database, "SELECT COUNT(*) || '' FROM step_event WHERE kind = 'abandoned'"));
        Assert.Contains("workflow_step_lease_expiries_total", (await other.GetAsync("/metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_OtherReleaseWorksOnTheDatabase_IsRefusedNamingIt()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string database = await cluster.CreateDatabaseAsync(Cancel);
        using var desk = new Desk();
        (await desk.RunOnAsync(database, "status")).Succeeded();
        await ReadAsync(
            database,
            """
            INSERT INTO worker (id, name, host, pid, release, code, queues, slots, state, started_at, seen_at)
            VALUES ('x', 'far-7', 'far', 7, '9.9.9', 'ffff', '', 2, 'Working', 0, (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT) RETURNING name
            """);

        (await desk.RunOnAsync(database, "worker")).Refused(1, "far-7", "9.9.9", "Drain or stop the others first");
        (await desk.RunOnAsync(database, "up", "--port", "0")).Refused(1, "far-7");
        (await desk.RunOnAsync(database, "run", "rig")).Refused(1, "far-7");
        Assert.Equal("0", await ReadAsync(database, "SELECT COUNT(*) || '' FROM run"));
    }

    // The database itself says when to look again.
    private static async Task UntilAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync(database);
        await using (var listen = new NpgsqlCommand(
            """
            CREATE OR REPLACE FUNCTION tell() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN NOTIFY told; RETURN NULL; END';
            CREATE OR REPLACE TRIGGER tell_run AFTER UPDATE ON run EXECUTE FUNCTION tell();
            CREATE OR REPLACE TRIGGER tell_worker AFTER UPDATE ON worker EXECUTE FUNCTION tell();
            LISTEN told;
            """,
            connection))
        {
            await listen.ExecuteNonQueryAsync(Cancel);
        }

        while (!string.Equals(await ReadAsync(database, $"SELECT ({sql})::TEXT"), "true", StringComparison.Ordinal)) await connection.WaitAsync(Cancel);
    }

    private static async Task<string?> ReadAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
        return connection;
    }
}

using System.Net;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Testing.Http;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Predictions;

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
        (await desk.RunAsync("worker", "--keep-logs", "1h")).Refused(2, "'1h' is no time of at least 1d");
        (await desk.RunAsync("worker", "--drain", "50d")).Refused(2, "'50d' is no time of at least 0s and at most 30d, such as 30s");
        (await desk.RunAsync("worker", "--lease", "31d")).Refused(2, "'31d' is no time of at least 1s and at most 30d");
        (await desk.RunAsync("worker", "--slots", "0")).Refused(2, "'0' is no number of slots");
        (await desk.RunAsync("worker", "--queues", "a,,b")).Refused(2, "has a queue without a name");
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_TwoWithDifferentQueues_ShareARunAndTellOfIt()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        desk.Folder.Add(Shared);
        using WorkerProcess train = await desk.StartWorkerAsync("--queues", "train");
        using WorkerProcess deploy = await desk.StartWorkerAsync("--queues", "deploy");
        string run = await desk.AddRunAsync("shared");

        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");
        Assert.Equal(
            $"ingest {Environment.MachineName}-{train.Process.Id}, split {Environment.MachineName}-{deploy.Process.Id}",
            await desk.ReadAsync($"SELECT string_agg(step || ' ' || message, ', ' ORDER BY sequence) FROM step_event WHERE kind = 'started' AND run_id = '{run}'"));

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

    // Scorers of its machine belong to its home.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_WithoutAServer_ReceivesPredictions()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using WorkerProcess worker = await desk.StartWorkerAsync();
        var home = new WorkflowHome(desk.Folder.Home);
        string request = ScoredLines.Request();
        using HttpClient scorer = SocketClient.Open(home.PredictionSocket, new PredictionKeys(home).Of("rig-dev").Reveal());
        using HttpResponseMessage response = await scorer.PostAsync(new Uri("api/v1/predictions", UriKind.Relative), new StringContent(ScoredLines.Lines(request, 2)), Cancel);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        JsonElement listed = (await desk.RunAsync("predictions", "rig-dev", "--json")).Succeeded().Json;
        Assert.Equal([$"{request}/1", $"{request}/0"], listed.EnumerateArray().Select(prediction => prediction.GetProperty("id").GetString()));
        Assert.Contains("workflow_prediction_received_total{workflow_endpoint=\"rig-dev\"} 2\n", (await worker.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        worker.Process.Signal("TERM");
        (await worker.Process.EndAsync()).Succeeded();
        Assert.False(File.Exists(home.PredictionSocket));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_WithoutAServer_TellsFailuresAndLateRuns()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        await using HookReceiver receiver = await HookReceiver.StartAsync(200);
        desk.Folder.Add("parked: {recipe: gated.yaml, target: state, late-after: 1m, steps: {ingest: {queue: nobody}}}");
        desk.Folder.Declare(receiver);
        using WorkerProcess first = await desk.StartWorkerAsync("--queues", "default");
        await desk.DeclareAsync();
        await desk.AddRunAsync("unavailable");
        await desk.AddRunAsync("parked", DateTimeOffset.UnixEpoch);

        // Whoever begins looks for late runs at once; either of the two sends.
        using WorkerProcess second = await desk.StartWorkerAsync("--queues", "deploy");
        await desk.UntilAsync("SELECT COUNT(*) = 2 FROM notification WHERE state = 'delivered'");
        Assert.Equal(["failure", "late"], receiver.Bodies.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("event").GetString()).Order(StringComparer.Ordinal));
        foreach (WorkerProcess worker in (WorkerProcess[])[first, second])
        {
            worker.Process.Signal("TERM");
            (await worker.Process.EndAsync()).Succeeded();
        }
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsTerminated_LetsItsStepEndAndTakesNoOther()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess worker = await desk.StartWorkerAsync("--drain", "2m");
        await desk.AddRunAsync("gated");
        await gate.ReachedAsync(Cancel);

        worker.Process.Signal("TERM");
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM worker WHERE state = 'Draining'");
        (int status, string body) = await worker.GetAsync("/health/ready");
        Assert.Equal((503, "not-ready"), (status, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()));
        gate.Open();
        CommandResult ended = (await worker.Process.EndAsync()).Succeeded();

        Assert.Contains("the worker has ended", ended.Error, StringComparison.Ordinal);
        Assert.Equal("Succeeded Queued", await desk.ReadAsync("SELECT string_agg(state, ' ' ORDER BY position) FROM step"));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsTerminatedTwice_GivesItsStepBackAtOnce()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess worker = await desk.StartWorkerAsync("--drain", "2h");
        await desk.AddRunAsync("gated");
        await gate.ReachedAsync(Cancel);

        worker.Process.Signal("TERM");
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM worker WHERE state = 'Draining'");
        worker.Process.Signal("TERM");
        (await worker.Process.EndAsync()).Succeeded();
        Assert.Equal("Queued Waiting", await desk.ReadAsync("SELECT string_agg(state, ' ' ORDER BY position) FROM step"));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsKilled_AnotherTakesItsStepWhenTheLeaseHasEnded()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkerProcess killed = await desk.StartWorkerAsync("--lease", "2s");
        await desk.AddRunAsync("gated");
        await gate.ReachedAsync(Cancel);

        killed.Process.Signal("KILL");
        gate.Open();
        using WorkerProcess other = await desk.StartWorkerAsync();
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");

        Assert.Equal("2 1", await desk.ReadAsync("SELECT string_agg(fence || '', ' ' ORDER BY position) FROM step"));
        Assert.Equal("1", await desk.ReadAsync("SELECT COUNT(*) || '' FROM step_event WHERE kind = 'abandoned'"));
        Assert.Contains("workflow_step_lease_expiries_total", (await other.GetAsync("/metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_OtherReleaseWorksOnTheDatabase_IsRefusedNamingIt()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        (await desk.RunAsync("status")).Succeeded();
        await desk.ReadAsync(
            """
            INSERT INTO worker (id, name, host, pid, release, code, queues, slots, state, started_at, seen_at)
            VALUES ('x', 'far-7', 'far', 7, '9.9.9', 'ffff', '', 2, 'Working', 0, (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT) RETURNING name
            """);

        (await desk.RunAsync("worker")).Refused(1, "far-7", "9.9.9", "Drain or stop the others first");
        (await desk.RunAsync("up", "--port", "0")).Refused(1, "far-7");
        (await desk.RunAsync("run", "rig")).Refused(1, "far-7");
        Assert.Equal("0", await desk.ReadAsync("SELECT COUNT(*) || '' FROM run"));
    }
}

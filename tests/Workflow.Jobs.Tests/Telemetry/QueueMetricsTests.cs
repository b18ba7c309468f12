using Workflow.Jobs.Telemetry;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Telemetry;

public sealed class QueueMetricsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RefreshAsync_QueuedSteps_AreCountedByQueueAndAge(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        using var queues = new QueueMetrics(runs.Reliability, runs.Clock);
        using var reader = new MetricsReader(StepTelemetry.SourceName, queues);
        await runs.BeginAsync("a b c:a");
        runs.Clock.Advance(TimeSpan.FromSeconds(90));
        await runs.BeginAsync("a");
        Assert.Equal(["workflow_queue_depth{workflow_queue=\"default\"} 3", "workflow_queue_oldest_seconds{workflow_queue=\"default\"} 90"], await ReadAsync(queues, reader));

        // Asked again within five seconds, the database is left in peace; then what has become empty is told as such.
        await runs.SucceedAllAsync();
        Assert.Equal("workflow_queue_depth{workflow_queue=\"default\"} 3", (await ReadAsync(queues, reader))[0]);
        runs.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["workflow_queue_depth{workflow_queue=\"default\"} 0", "workflow_queue_oldest_seconds{workflow_queue=\"default\"} 0"], await ReadAsync(queues, reader));
    }

    [Fact]
    public async Task RefreshAsync_DatabaseIsAway_NothingIsToldOfQueues()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        using var queues = new QueueMetrics(runs.Reliability, runs.Clock);
        using var reader = new MetricsReader(StepTelemetry.SourceName, queues);
        await runs.BeginAsync("a");
        Assert.NotEmpty(await ReadAsync(queues, reader));
        runs.Reliability.IsAway = true;
        runs.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(await ReadAsync(queues, reader));
    }

    // Other tests run steps at the same time, so only what this owner measures counts.
    private static async Task<string[]> ReadAsync(QueueMetrics queues, MetricsReader reader)
    {
        await queues.RefreshAsync(Cancellation);
        return [.. PrometheusText.Write(reader.Read()).Split('\n').Where(line => line.StartsWith("workflow_queue_", StringComparison.Ordinal))];
    }
}

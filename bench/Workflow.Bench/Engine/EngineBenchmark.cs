using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Postgres;

namespace Workflow.Bench.Engine;

/// <summary>The run engine by itself: how fast steps that do nothing follow each other, how soon a run begins, what an idle worker costs.</summary>
internal sealed class EngineBenchmark : IBenchmark
{
    private const int Runs = 500;
    private const int Slots = 8;
    private const int Triggers = 300;
    private const int Chains = 20;

    // Code that runs often is compiled twice, the second time beside the first runs: it is measured as it runs for long.
    private const int WarmUpRuns = 500;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(cancellationToken, isDurable: true);
        try
        {
            double sqliteFloor = SqliteFloor.TransactionsPerSecond(Path.Combine(folder, "floor.db"));
            double sqlite = await ThroughputAsync(folder, null, workers: 1, cancellationToken);
            Sample sqliteLatency = await LatencyAsync(folder, null, cancellationToken);

            string address = await cluster.CreateDatabaseAsync(cancellationToken);
            double pgFloor = await PgbenchFloor.TransactionsPerSecondAsync(address, Slots, cancellationToken);
            double pg1 = await ThroughputAsync(folder, await cluster.CreateDatabaseAsync(cancellationToken), workers: 1, cancellationToken);
            double pg2 = await ThroughputAsync(folder, await cluster.CreateDatabaseAsync(cancellationToken), workers: 2, cancellationToken);
            Sample pgLatency = await LatencyAsync(folder, await cluster.CreateDatabaseAsync(cancellationToken), cancellationToken);
            Sample sqliteChain = await ChainAsync(folder, null, cancellationToken);
            Sample pgChain = await ChainAsync(folder, await cluster.CreateDatabaseAsync(cancellationToken), cancellationToken);
            IdleLoad sqliteIdle = await IdleLoad.MeasureAsync(folder, null, cancellationToken);
            IdleLoad pgIdle = await IdleLoad.MeasureAsync(folder, await cluster.CreateDatabaseAsync(cancellationToken), cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"""
                ## The run engine

                Graphs of four steps that do nothing, {Runs} at a time in the queue; both databases write through to the disk at every commit. A step
                takes two transactions, a claim and an end. Floor on PostgreSQL: pgbench, {Slots} clients, two statements (an update, an insert) a
                transaction; on SQLite the same two statements in a loop.

                | | steps/s | floor, transactions/s | steps per floor transaction |
                |---|---|---|---|
                | SQLite, one process | {sqlite:F0} | {sqliteFloor:F0} | {sqlite / sqliteFloor:F2} |
                | PostgreSQL, 1 worker of {Slots} slots | {pg1:F0} | {pgFloor:F0} | {pg1 / pgFloor:F2} |
                | PostgreSQL, 2 workers of {Slots} slots | {pg2:F0} | {pgFloor:F0} | {pg2 / pgFloor:F2} |

                | from asking for a run to its first step, {Triggers} times | median | 99 % |
                |---|---|---|
                | SQLite, same process | {sqliteLatency.Median:F1} ms | {sqliteLatency.Quantile(0.99):F1} ms |
                | PostgreSQL, asked for by another connection pool | {pgLatency.Median:F1} ms | {pgLatency.Quantile(0.99):F1} ms |

                | a run of {EngineUnderTest.ChainLength} steps, one after another, until the last begins | median of {Chains} | slowest |
                |---|---|---|
                | SQLite | {sqliteChain.Median / 1000:F2} s | {sqliteChain.Maximum / 1000:F2} s |
                | PostgreSQL | {pgChain.Median / 1000:F2} s | {pgChain.Maximum / 1000:F2} s |
                | Airflow 2.7.3, published, not measured here | 103.7 s of 116.2 s | |
                | Prefect 2.14.4, published, not measured here | 3.3 s of 4.9 s | |

                The published figures are those of [windmill.dev](https://www.windmill.dev/docs/misc/benchmarks/competitors) (pages "Airflow" and "Prefect",
                {EngineUnderTest.ChainLength} lightweight Python tasks in sequence, AWS m4.large with 2 vCPU, PostgreSQL), which is a competitor of both: of the total, what
                was not execution of the tasks. From the creation of the run to the start of its first task they give 4.3 s for Airflow and 1.2 s for Prefect; a Prefect
                worker asks for new runs every 10 s unless it is told otherwise (`PREFECT_WORKER_QUERY_SECONDS`). Other machine, other work: the order of
                magnitude only.

                | an idle worker | transactions/s | CPU |
                |---|---|---|
                | SQLite | {sqliteIdle.TransactionsText} | {sqliteIdle.CpuShare:P2} of a core |
                | PostgreSQL | {pgIdle.TransactionsText} | {pgIdle.CpuShare:P2} of a core |
                """);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> ThroughputAsync(string folder, string? address, int workers, CancellationToken cancellationToken)
    {
        var engines = new List<EngineUnderTest>();
        string home = NewHome(folder);
        try
        {
            for (int i = 0; i < workers; i++) engines.Add(await EngineUnderTest.OpenAsync(address is null ? home : NewHome(folder), address, cancellationToken));

            await FinishAsync(engines, EngineUnderTest.Diamond, WarmUpRuns, isFirst: true, cancellationToken);
            await FinishAsync(engines, EngineUnderTest.Diamond, WarmUpRuns, isFirst: false, cancellationToken);
            double seconds = await FinishAsync(engines, EngineUnderTest.Diamond, Runs, isFirst: false, cancellationToken);
            return Runs * EngineUnderTest.Diamond.Steps.Count / seconds;
        }
        finally
        {
            foreach (EngineUnderTest engine in engines) await engine.DisposeAsync();
        }
    }

    // Begins the runs while nobody works on them, so that only the work is measured; the first time, the workers begin after that.
    private static async Task<double> FinishAsync(
        List<EngineUnderTest> engines, PipelineDefinition definition, int runs, bool isFirst, CancellationToken cancellationToken)
    {
        int left = runs * definition.Steps.Count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (EngineUnderTest engine in engines)
        {
            engine.OnStep = _ =>
            {
                if (Interlocked.Decrement(ref left) == 0) done.SetResult();
            };
        }

        long began = TimeProvider.System.GetTimestamp();
        if (isFirst) foreach (EngineUnderTest engine in engines) engine.Work(Slots);
        var slow = new SemaphoreSlim(4);
        await Task.WhenAll(Enumerable.Range(0, runs).Select(async _ =>
        {
            await slow.WaitAsync(cancellationToken);
            await engines[0].BeginAsync(definition, cancellationToken);
            slow.Release();
        }));
        await done.Task.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    // From another connection pool, where there can be one.
    private static async Task<Sample> LatencyAsync(string folder, string? address, CancellationToken cancellationToken)
    {
        await using EngineUnderTest worker = await EngineUnderTest.OpenAsync(NewHome(folder), address, cancellationToken);
        if (address is null) return await UntilBegunAsync(worker, worker, EngineUnderTest.Single, Triggers, cancellationToken);
        await using EngineUnderTest elsewhere = await EngineUnderTest.OpenAsync(NewHome(folder), address, cancellationToken);
        return await UntilBegunAsync(worker, elsewhere, EngineUnderTest.Single, Triggers, cancellationToken);
    }

    private static async Task<Sample> ChainAsync(string folder, string? address, CancellationToken cancellationToken)
    {
        await using EngineUnderTest worker = await EngineUnderTest.OpenAsync(NewHome(folder), address, cancellationToken);
        return await UntilBegunAsync(worker, worker, EngineUnderTest.Chain, Chains, cancellationToken);
    }

    // Until the last step of a run begins, one run after another; the first ones are not counted.
    private static async Task<Sample> UntilBegunAsync(EngineUnderTest worker, EngineUnderTest asking, PipelineDefinition definition, int count, CancellationToken cancellationToken)
    {
        const int WarmUp = 20;
        string last = definition.Steps[^1].Name;
        TaskCompletionSource<long> begun = new();
        worker.OnStep = claim =>
        {
            if (claim.Step == last) begun.SetResult(TimeProvider.System.GetTimestamp());
        };
        worker.Work(slots: 2);
        var times = new List<double>();
        for (int i = -WarmUp; i < count; i++)
        {
            begun = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            long asked = TimeProvider.System.GetTimestamp();
            await asking.BeginAsync(definition, cancellationToken);
            long at = await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            if (i >= 0) times.Add(TimeProvider.System.GetElapsedTime(asked, at).TotalMilliseconds);
        }

        return new Sample(times);
    }

    private static string NewHome(string folder) => Path.Combine(folder, Guid.NewGuid().ToString("N"));
}

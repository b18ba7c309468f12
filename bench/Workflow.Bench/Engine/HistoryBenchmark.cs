using System.Globalization;
using System.Text;
using Dapper;
using Workflow.Bench.Measuring;
using Workflow.Jobs;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Postgres;

namespace Workflow.Bench.Engine;

/// <summary>How what people ask, and what workers do, grows with the number of runs that there have been.</summary>
internal sealed class HistoryBenchmark : IBenchmark
{
    private const int Repeats = 30;
    private const int Page = 50;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(cancellationToken, isDurable: true);
        var rows = new StringBuilder();
        try
        {
            foreach ((string name, string? address) in (IEnumerable<(string, string?)>)[("SQLite", null), ("PostgreSQL", await cluster.CreateDatabaseAsync(cancellationToken))])
            {
                await using EngineUnderTest engine = await EngineUnderTest.OpenAsync(Path.Combine(folder, name), address, cancellationToken);
                int stored = 0;
                foreach (int size in Sizes)
                {
                    await FillAsync(engine, stored, size, cancellationToken);
                    stored = size;
                    if (address is not null) await engine.Get<IDatabase>().ReadAsync(connection => connection.ExecuteAsync("ANALYZE run, step, step_event, step_dependency"), cancellationToken);
                    rows.Append(await MeasureAsync(engine, name, size, cancellationToken));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            ## History

            Runs of four steps in the database, and what a page of {Page} runs, a filter for rare failures of one pipeline, a run by its short name, resuming
            a failed run, beginning a run, and a claim with its end then take. Medians of {Repeats}, in brackets the slowest, in ms; to reach: under 50 ms at
            100,000 runs. PostgreSQL looks at its tables (ANALYZE) after each filling, as autovacuum does within a minute or so; before that it reads whole
            tables, and a page took half a second here.

            | database | runs | list | filter | by name | resume | begin | claim and end |
            |---|---|---|---|---|---|---|---|
            {rows.ToString().TrimEnd()}
            """);
    }

    private static async Task<string> MeasureAsync(EngineUnderTest engine, string name, int size, CancellationToken cancellationToken)
    {
        RunStore store = engine.Get<RunStore>();
        Sample list = await TimeAsync(() => store.ListAsync(new RunFilter(), Page, null, cancellationToken));
        Sample filter = await TimeAsync(() => store.ListAsync(new RunFilter { Pipeline = "diamond", State = RunState.Failed }, Page, null, cancellationToken));
        string[] failed = [.. (await store.ListAsync(new RunFilter { State = RunState.Failed }, Repeats, null, cancellationToken)).Select(run => run.Id)];
        Sample named = await TimeAsync(() => store.ListAsync(new RunFilter { Id = RunNames.Of(failed[0]) }, Page, null, cancellationToken));
        int next = 0;
        Sample resume = await TimeAsync(() => engine.Transitions.ResumeAsync(failed[next++ % failed.Length], null, "benchmark", cancellationToken));
        foreach (string id in failed) await engine.Transitions.RequestCancelAsync(id, "benchmark", cancellationToken);
        Sample begin = await TimeAsync(() => engine.BeginAsync(EngineUnderTest.Single, cancellationToken));
        Sample claim = await TimeAsync(async () =>
        {
            StepClaim? step = await engine.Transitions.ClaimAsync(new ClaimRequest("benchmark", TimeSpan.FromMinutes(1)), cancellationToken);
            return await engine.Transitions.FailAsync(step!, new StepFailure("benchmark"), cancellationToken);
        });
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {size:N0} | {Text(list)} | {Text(filter)} | {Text(named)} | {Text(resume)} | {Text(begin)} | {Text(claim)} |\n");
    }

    private static string Text(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:F1} ({sample.Maximum:F1})");

    private static async Task<Sample> TimeAsync<T>(Func<Task<T>> work)
    {
        var times = new List<double>();
        for (int i = 0; i < Repeats; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            await work();
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Sample(times);
    }

    // One run in a hundred has failed at its last step; events as a run leaves them.
    private static async Task FillAsync(EngineUnderTest engine, int from, int to, CancellationToken cancellationToken)
    {
        const int Batch = 250;
        string definition = JobsJson.Write(EngineUnderTest.Diamond);
        DateTimeOffset start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int begin = from; begin < to; begin += Batch)
        {
            StringBuilder runs = new(), steps = new(), edges = new(), events = new();
            for (int i = begin; i < Math.Min(begin + Batch, to); i++)
            {
                DateTimeOffset at = start.AddMinutes(i);
                string id = Guid.CreateVersion7(at).ToString();
                long time = at.ToUnixTimeMilliseconds();
                string end = i % 100 == 0 ? "Failed" : "Succeeded";
                runs.Append(CultureInfo.InvariantCulture, $",('{id}','{Projects.Default}','diamond',@definition,'benchmark','{end}',10,{time},{time},{time})");
                for (int s = 0; s < 4; s++)
                {
                    char step = (char)('a' + s);
                    steps.Append(CultureInfo.InvariantCulture, $",('{id}','{step}',{s},'{(s == 3 ? end : "Succeeded")}',0,1,{time},{time},{time})");
                    events.Append(CultureInfo.InvariantCulture, $",('{id}',{(2 * s) + 1},'{step}',1,'started','bench',{time}),('{id}',{(2 * s) + 2},'{step}',1,'Succeeded',NULL,{time})");
                }

                foreach (string edge in (string[])["'b','a'", "'c','a'", "'d','b'", "'d','c'"]) edges.Append(CultureInfo.InvariantCulture, $",('{id}',{edge})");
            }

            await engine.Get<IDatabase>().WriteAsync(
                async transaction =>
                {
                    await Insert("run (id, project, pipeline, definition, cause, state, next_event, created_at, started_at, ended_at)", runs);
                    await Insert("step (run_id, name, position, state, waiting_for, fence, queued_at, started_at, ended_at)", steps);
                    await Insert("step_dependency (run_id, step, depends_on)", edges);
                    return await Insert("step_event (run_id, sequence, step, fence, kind, message, at)", events);

                    Task<int> Insert(string into, StringBuilder values) =>
                        transaction.Connection!.ExecuteAsync($"INSERT INTO {into} VALUES {values.ToString(1, values.Length - 1)}", new { definition }, transaction);
                },
                cancellationToken);
        }
    }
}

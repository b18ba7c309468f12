using System.Globalization;
using Dapper;
using Npgsql;
using Workflow.Jobs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Postgres;
using Workflow.Training.Randomness;

namespace Workflow.Testing.Chaos;

/// <summary>Several worker processes on one PostgreSQL, all of which break again and again while runs go on.</summary>
public sealed class PostgresChaos : IAsyncDisposable
{
    private readonly ChaosPlan _plan;
    private readonly PostgresCluster _cluster;
    private readonly PostgresDatabase _database;
    private readonly string _address;
    private readonly string _folder;
    private readonly SeededRandom _random;
    private readonly List<ChaosProcess> _workers = [];
    private readonly Dictionary<ChaosFault, int> _faults = [];

    private PostgresChaos(ChaosPlan plan, PostgresCluster cluster, string address, string folder)
    {
        _plan = plan;
        _cluster = cluster;
        _address = address;
        _database = new PostgresDatabase(address);
        _folder = folder;
        _random = SeededRandom.For(plan.Seed, "runs");
    }

    /// <summary>Carries out a plan.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="folder">A folder for whatever is needed.</param>
    /// <param name="note">Told what happens.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<ChaosReport> RunAsync(ChaosPlan plan, string folder, Action<string> note, CancellationToken cancellationToken)
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(cancellationToken);
        await using var chaos = new PostgresChaos(plan, cluster, await cluster.CreateDatabaseAsync(cancellationToken), folder);
        return await chaos.RunAsync(note, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ChaosProcess worker in _workers) worker.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<ChaosReport> RunAsync(Action<string> note, CancellationToken cancellationToken)
    {
        await new Migrator(_database, TimeProvider.System).MigrateAsync(cancellationToken);
        for (int i = 0; i < _plan.Workers; i++) _workers.Add(StartWorker(_address, _folder, i, _plan.Lease));
        var transitions = new RunTransitions(_database, TimeProvider.System, new RunSignal(), []);
        long began = TimeProvider.System.GetTimestamp();
        var verdict = new ChaosVerdict(_database, ArtifactsIn(_folder));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task breaking = BreakAsync(note, stop.Token);
        string[] runs = await BeginAsync(transitions, cancellationToken);
        await breaking;
        note("nothing more is broken; the rest has to come to its end");
        foreach (ChaosProcess worker in _workers) worker.Restart();
        int resumed = await WaitAsync(verdict, transitions, note, cancellationToken);
        foreach (ChaosProcess worker in _workers) worker.Restart();
        IReadOnlyList<string> wrongs = [.. await verdict.FindWrongsAsync(runs, cancellationToken), .. _workers.SelectMany(worker => worker.Wrongs)];
        return new ChaosReport(runs.Length, _faults, wrongs, TimeProvider.System.GetElapsedTime(began), resumed);
    }

    /// <summary>Starts a worker process.</summary>
    internal static ChaosProcess StartWorker(string address, string folder, int number, TimeSpan lease) => new(
        ["worker", "--slots", "3", "--drain", "1s", "--lease", string.Create(CultureInfo.InvariantCulture, $"{lease.TotalSeconds}s")],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WORKFLOW_HOME"] = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"worker-{number}")),
            ["WORKFLOW_DATABASE"] = address,
            ["WORKFLOW_ARTIFACTS"] = ArtifactsIn(folder),
        },
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"worker-{number}.log")),
        "takes steps");

    private static string ArtifactsIn(string folder) => Directory.CreateDirectory(Path.Combine(folder, "artifacts")).FullName;

    // Runs come in over the whole time; asking again with the same key after a cut must not begin two.
    private async Task<string[]> BeginAsync(RunTransitions transitions, CancellationToken cancellationToken)
    {
        var definition = ChaosPipeline.Definition(Path.Combine(_folder, "pipelines"));
        var runs = new List<string>();
        for (int i = 0; i < _plan.Runs; i++)
        {
            var run = new NewRun(Projects.Default, definition, RunCause.ByHand("chaos")) { IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"chaos {i}") };
            while (true)
            {
                try
                {
                    runs.Add(await transitions.CreateAsync(run, cancellationToken));
                    break;
                }
                catch (StorageException away) when (away.IsRetryable)
                {
                    await Task.Delay(100, cancellationToken);
                }
            }

            await Task.Delay(20 + _random.Next(100), cancellationToken);
        }

        return [.. runs];
    }

    private async Task BreakAsync(Action<string> note, CancellationToken cancellationToken)
    {
        var random = SeededRandom.For(_plan.Seed, "faults");
        for (int i = 0; i < _plan.Faults; i++)
        {
            await Task.Delay(50 + random.Next(1150), cancellationToken);
            ChaosFault fault = random.Next(20) switch
            {
                < 8 => ChaosFault.Kill,
                < 12 => ChaosFault.Terminate,
                < 14 => ChaosFault.Freeze,
                < 16 => ChaosFault.KillDatabase,
                < 17 => ChaosFault.LoseDatabase,
                _ => ChaosFault.CutConnections,
            };
            ChaosProcess worker = _workers[random.Next(_workers.Count)];
            note($"{i + 1} of {_plan.Faults}: {fault}");
            _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            await BreakAsync(fault, worker, cancellationToken);
        }
    }

    private async Task BreakAsync(ChaosFault fault, ChaosProcess worker, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case ChaosFault.Kill:
                await worker.KillAsync(cancellationToken);
                break;
            case ChaosFault.Terminate:
                await worker.TerminateAsync(cancellationToken);
                break;
            case ChaosFault.Freeze:
                await worker.FreezeAsync(_plan.Lease * 1.5, cancellationToken);
                break;
            case ChaosFault.KillDatabase:
                await _cluster.StopServerAsync("immediate", cancellationToken);
                await _cluster.StartServerAsync(cancellationToken);
                break;
            case ChaosFault.LoseDatabase:
                await _cluster.StopServerAsync("immediate", cancellationToken);
                await Task.Delay(_plan.Lease * 1.5, cancellationToken);
                await _cluster.StartServerAsync(cancellationToken);
                break;
            default:
                await CutAsync(cancellationToken);
                break;
        }

        foreach (ChaosProcess ended in _workers) ended.Restart();
    }

    private async Task CutAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_address);
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        catch (NpgsqlException)
        {
            // The connection that cuts may be a pooled one that was cut before.
        }
    }

    // A run on a step of which three workers died has failed, and says so: a user would take it up again.
    private async Task<int> WaitAsync(ChaosVerdict verdict, RunTransitions transitions, Action<string> note, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        int resumed = 0;
        while (true)
        {
            foreach (string run in await verdict.FindPoisonedAsync(cancellationToken))
            {
                if (await transitions.ResumeAsync(run, null, "chaos", cancellationToken)) resumed++;
            }

            long open = await verdict.CountOpenAsync(cancellationToken);
            if (open == 0) return resumed;
            if (TimeProvider.System.GetElapsedTime(began) > _plan.Patience)
            {
                note($"{open} runs stall");
                return resumed;
            }

            await Task.Delay(200, cancellationToken);
        }
    }
}

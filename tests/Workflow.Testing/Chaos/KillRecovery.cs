using System.Globalization;
using Dapper;
using Workflow.Jobs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Postgres;

namespace Workflow.Testing.Chaos;

/// <summary>How soon a step begins elsewhere whose worker was killed, while nothing else goes on.</summary>
public static class KillRecovery
{
    // The first claim sleeps until somebody kills its worker.
    private const string Script = "[ \"${WORKFLOW_STEP##*/}\" != 1 ] || sleep 600";

    /// <summary>Kills a worker that is at work, again and again.</summary>
    /// <param name="times">How often.</param>
    /// <param name="lease">Lease of the workers' claims.</param>
    /// <param name="folder">A folder for whatever is needed.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>From each kill to the step's begin in the other worker.</returns>
    public static async Task<IReadOnlyList<TimeSpan>> MeasureAsync(int times, TimeSpan lease, string folder, CancellationToken cancellationToken)
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(cancellationToken);
        string address = await cluster.CreateDatabaseAsync(cancellationToken);
        await using var database = new PostgresDatabase(address);
        await new Migrator(database, TimeProvider.System).MigrateAsync(cancellationToken);
        var transitions = new RunTransitions(database, TimeProvider.System, new RunSignal(), []);
        var workers = new List<ChaosProcess>();
        try
        {
            for (int i = 0; i < 2; i++) workers.Add(PostgresChaos.StartWorker(address, folder, i, lease));
            var recoveries = new List<TimeSpan>();
            for (int i = 0; i < times; i++)
            {
                string run = await transitions.CreateAsync(new NewRun(Projects.Default, Definition(folder), RunCause.ByHand("recovery")), cancellationToken);
                string name = await ReadAsync<string>(database, "SELECT worker FROM step WHERE run_id = @run AND state = 'Running'", run, cancellationToken);
                ChaosProcess worker = workers.Single(one => name.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{one.Id}"), StringComparison.Ordinal));
                DateTimeOffset killed = TimeProvider.System.GetUtcNow();
                await worker.KillAsync(cancellationToken);
                long begun = await ReadAsync<long?>(database, "SELECT at FROM step_event WHERE run_id = @run AND kind = 'started' AND fence = 2", run, cancellationToken) ?? 0;
                recoveries.Add(DateTimeOffset.FromUnixTimeMilliseconds(begun) - killed);
                worker.Restart();
            }

            return recoveries;
        }
        finally
        {
            foreach (ChaosProcess worker in workers) worker.Dispose();
        }
    }

    private static PipelineDefinition Definition(string folder) => new()
    {
        Name = "recovery",
        Environments = [],
        DeployTo = string.Empty,
        Steps = [new StepDefinition("work", []) { Program = new ProgramDefinition { Command = ["sh", "-c", Script], Directory = folder } }],
    };

    // Until there is something to read.
    private static async Task<T> ReadAsync<T>(PostgresDatabase database, string sql, string run, CancellationToken cancellationToken)
    {
        while (true)
        {
            T? value = await database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<T>(sql, new { run }), cancellationToken);
            if (value is not null) return value;
            await Task.Delay(20, cancellationToken);
        }
    }
}

using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Testing.Chaos;

namespace Workflow.Bench.Chaos;

/// <summary>Breaks workers, servers and databases for as long as it is told to, and counts what must not be.</summary>
/// <param name="minutes">About how long, in minutes.</param>
internal sealed class ChaosBenchmark(double minutes) : IBenchmark
{
    // A fault and the pause before it take about this long.
    private const double SecondsPerFault = 2.5;

    private const int Kills = 10;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        int faults = (int)Math.Max(10, minutes * 60 / 2 / SecondsPerFault);
        var plan = new ChaosPlan { Runs = faults, Faults = faults, Seed = 7 };
        ChaosReport workers = await CarryOutAsync(folder => PostgresChaos.RunAsync(plan, folder, Console.Error.WriteLine, cancellationToken));
        ChaosReport server = await CarryOutAsync(folder => SqliteChaos.RunAsync(plan with { Runs = faults }, folder, Console.Error.WriteLine, cancellationToken));
        IReadOnlyList<TimeSpan> times = await CarryOutAsync(folder => KillRecovery.MeasureAsync(Kills, plan.Lease, folder, cancellationToken));
        var recoveries = new Sample([.. times.Select(time => time.TotalSeconds)]);
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## Chaos

            Real processes, graphs of four programs, one attempt each. Looked for: steps accepted twice or never, runs that stall or are begun twice, torn
            artifacts, lost lines of log, limits that stay held, workers that end by themselves. A lease is {plan.Lease.TotalSeconds:F0} s here (30 s by
            default). A run fails as it must when three workers have died on one of its steps; such runs are resumed.

            | | runs | faults | wrong | resumed | took |
            |---|---|---|---|---|---|
            | {plan.Workers} workers, PostgreSQL | {workers.Runs} | {Text(workers)} | {workers.Wrongs.Count} | {workers.Resumed} | {workers.Took.TotalSeconds:F0} s |
            | one server, SQLite | {server.Runs} | {Text(server)} | {server.Wrongs.Count} | {server.Resumed} | {server.Took.TotalSeconds:F0} s |

            While nothing else goes on, a step whose worker was killed (kill -9) begins elsewhere {recoveries.Median:F1} s after that (median of {Kills}; longest
            {recoveries.Maximum:F1} s); of that at most {plan.Lease.TotalSeconds:F0} s are the lease.{string.Concat(workers.Wrongs.Concat(server.Wrongs).Select(wrong => $"\n\nWRONG: {wrong}"))}
            """);
    }

    private static async Task<T> CarryOutAsync<T>(Func<string, Task<T>> breakAsync)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-chaos-").FullName;
        try
        {
            return await breakAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(ChaosReport report) => string.Join(
        ", ", report.Faults.OrderBy(fault => fault.Key).Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault.Key} {fault.Value}")));
}

using System.Diagnostics;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Bench.Engine;

/// <summary>What a worker costs that has nothing to do.</summary>
/// <param name="TransactionsPerSecond">As PostgreSQL counts them; null where nobody does.</param>
/// <param name="CpuShare">Of one core.</param>
internal sealed record IdleLoad(double? TransactionsPerSecond, double CpuShare)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    public string TransactionsText => TransactionsPerSecond is { } number ? number.ToString("F1", CultureInfo.InvariantCulture) : "not counted by SQLite";

    public static async Task<IdleLoad> MeasureAsync(string folder, string? address, CancellationToken cancellationToken)
    {
        await using EngineUnderTest engine = await EngineUnderTest.OpenAsync(Path.Combine(folder, Guid.NewGuid().ToString("N")), address, cancellationToken);
        engine.Work(slots: 2);
        await Task.Delay(Settling, cancellationToken);
        using var process = Process.GetCurrentProcess();
        (long Transactions, TimeSpan Cpu) before = (await CountAsync(engine, address, cancellationToken), process.TotalProcessorTime);
        await Task.Delay(Measured, cancellationToken);
        process.Refresh();
        (long Transactions, TimeSpan Cpu) after = (await CountAsync(engine, address, cancellationToken), process.TotalProcessorTime);
        return new IdleLoad(
            address is null ? null : (after.Transactions - before.Transactions - 1) / Measured.TotalSeconds, (after.Cpu - before.Cpu) / Measured);
    }

    private static Task<long> CountAsync(EngineUnderTest engine, string? address, CancellationToken cancellationToken) => address is null
        ? Task.FromResult(0L)
        : engine.Get<IDatabase>().ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"), cancellationToken);
}

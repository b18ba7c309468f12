using System.Diagnostics;
using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>A program that has been started, until nothing of it is left.</summary>
internal sealed class ChildRun(ChildProgram program, Process process, ProcessGroup group, ChildOutput output)
{
    // What goes on for a moment behind a program is no daemon: the end of a pipe, a server of a compiler that is closing.
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(500);

    // Nobody is left to write, but whoever could hide may still hold the pipe.
    internal static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    /// <summary>Waits for it; stops it where it has to be.</summary>
    public async Task<ChildProcessResult> RunAsync(CancellationToken cancellationToken)
    {
        Task reading = output.ReadAsync(process);
        try
        {
            long? excess = await WaitOrStopAsync(reading, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<RunningProcess> left = excess is null ? await StopRestAsync(cancellationToken).ConfigureAwait(false) : [];
            await DrainAsync(reading).ConfigureAwait(false);
            if (output.Broken.IsFaulted) await output.Broken.ConfigureAwait(false);
            if (excess is { } used)
            {
                throw new ChildProcessException(output.WithTail(
                    $"{program.Title} was stopped: it used {Size(used)} of memory; the limit is {Size(program.MemoryLimit!.Value)}"));
            }

            if (process.ExitCode != 0) throw ChildProcess.Failure(program, process.ExitCode, output);
            if (output.IsOverLimit) throw new ChildProcessException($"{program.Title} wrote more than {Size(program.OutputLimit)} to its standard output");
            return new ChildProcessResult(output.Text, left);
        }
        finally
        {
            // A read that still waits ends with whoever holds the pipe; nobody is told of it.
            output.Close();
            ChildInput.End(process);
            process.StandardOutput.Dispose();
            process.StandardError.Dispose();
        }
    }

    // Null: it has ended; otherwise the memory that it used beyond its limit, and it was stopped.
    private async Task<long?> WaitOrStopAsync(Task reading, CancellationToken cancellationToken)
    {
        try
        {
            long? excess = await WaitForEndAsync(cancellationToken).ConfigureAwait(false);
            if (excess is not null) await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
            return excess;
        }
        catch
        {
            await StopAsync(program.Grace).ConfigureAwait(false);
            await DrainAsync(reading).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<long?> WaitForEndAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task end = process.WaitForExitAsync(watching.Token);
        Task<long> excess = program.MemoryLimit is { } limit
            ? new MemoryWatch(group, limit, program.Time).WaitAsync(watching.Token)
            : new TaskCompletionSource<long>().Task.WaitAsync(watching.Token);
        try
        {
            Task first = await Task.WhenAny(end, excess, output.Broken).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            return first == excess ? await excess.ConfigureAwait(false) : null;
        }
        finally
        {
            // The group is for one at a time.
            await watching.CancelAsync().ConfigureAwait(false);
            await ((Task)excess).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<RunningProcess>> StopRestAsync(CancellationToken cancellationToken)
    {
        if (await group.WaitAsync(SettleTime, program.Time, cancellationToken).ConfigureAwait(false)) return [];
        StopResult result = await group.StopAsync(program.Grace, program.Time, cancellationToken).ConfigureAwait(false);
        if (result.Stopped.Count > 0) output.Note($"{program.Program} left processes running; they were stopped: {string.Join(", ", result.Stopped)}");
        TellRemaining(result);
        return result.Stopped;
    }

    // By now nothing may cut this short: whoever started the program relies on its end.
    private async Task StopAsync(TimeSpan grace)
    {
        StopResult result = await group.StopAsync(grace, program.Time, CancellationToken.None).ConfigureAwait(false);
        TellRemaining(result);
        if (result.Remaining.Count == 0) await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void TellRemaining(StopResult result)
    {
        if (result.Remaining.Count > 0) output.Note($"processes of {program.Program} could not be ended: {string.Join(", ", result.Remaining)}");
    }

    private async Task DrainAsync(Task reading)
    {
        using var drained = new CancellationTokenSource();
        Task limit = Task.Delay(DrainTime, program.Time, drained.Token);
        if (await Task.WhenAny(reading, limit).ConfigureAwait(false) == limit)
        {
            output.Note($"a process that is not known to belong to {program.Program} holds its output open; what it writes is not read");
        }

        await drained.CancelAsync().ConfigureAwait(false);
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
    };
}

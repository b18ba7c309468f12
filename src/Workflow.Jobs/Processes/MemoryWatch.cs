using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>Watches how much memory a group of processes uses together.</summary>
internal sealed class MemoryWatch(ProcessGroup group, long limitBytes, TimeProvider time)
{
    private const string ProportionalField = "Pss:";
    private const long Kibibyte = 1024;

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Watches until the limit is exceeded.</summary>
    /// <returns>What is used then, in bytes.</returns>
    public async Task<long> WaitAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            if (Measure() is var used && used > limitBytes) return used;
        }
    }

    // Pages that several processes share, as after a fork, count for each in the cheap sum, so it errs to the high side alone: the costly
    // one, in which each has its part of them, is asked only when the cheap one is too high.
    internal long Measure()
    {
        IReadOnlyList<RunningProcess> all = group.Find();
        long resident = all.Sum(process => Resident(process.Identity));
        return resident <= limitBytes ? resident : all.Sum(process => Proportional(process.Identity) ?? Resident(process.Identity));
    }

    private static long Resident(ProcessIdentity process)
    {
        string[] fields = Read(process, "statm").Split(' ');
        return fields.Length < 2 ? 0 : long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private static long? Proportional(ProcessIdentity process)
    {
        string? line = Read(process, "smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith(ProportionalField, StringComparison.Ordinal));
        return line is null
            ? null
            : long.Parse(line.AsSpan(ProportionalField.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * Kibibyte;
    }

    private static string Read(ProcessIdentity process, string file)
    {
        try
        {
            return File.ReadAllText(ProcessTable.FileOf(process, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}

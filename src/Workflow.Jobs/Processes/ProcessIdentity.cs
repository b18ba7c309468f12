using System.Diagnostics;
using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>A process of this machine for ever: its number may be given to another process later, its number and start time may not.</summary>
/// <param name="Pid">Number.</param>
/// <param name="StartTicks">Start time in clock ticks since boot, as <c>/proc</c> tells it.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>The process that has a number now; null where there is none.</summary>
    public static ProcessIdentity? Of(int pid) => RunningProcess.Of(pid)?.Identity;

    /// <summary>The process that a line of <c>/proc/PID/stat</c> tells of; null where it has ended.</summary>
    public static ProcessIdentity? FromStat(string stat) => RunningProcess.FromStat(stat)?.Identity;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ProcessIdentity Parse(string text) => TryParse(text) ?? throw new FormatException($"{text} is no process");

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static ProcessIdentity? TryParse(ReadOnlySpan<char> text)
    {
        int dash = text.IndexOf('-');
        return dash > 0
            && int.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long startTicks)
            ? new ProcessIdentity(pid, startTicks)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}-{StartTicks}");

    /// <summary>Whether the process runs; one that has ended but was not waited for does not.</summary>
    public bool IsAlive() => Of(Pid) == this;

    /// <summary>Whether a process that is written down runs. Without its start time its number may be anybody's after a restart of the machine.</summary>
    public static bool IsAlive(int pid, long? startTicks)
    {
        if (startTicks is { } start) return new ProcessIdentity(pid, start).IsAlive();
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Asks the process to end.</summary>
    public void Terminate() => Signals.Send(this, Signals.Terminate);

    /// <summary>Ends the process.</summary>
    public void Kill() => Signals.Send(this, Signals.Kill);
}

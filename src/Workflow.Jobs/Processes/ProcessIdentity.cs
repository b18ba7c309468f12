using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Workflow.Jobs.Processes;

/// <summary>A process of this machine for ever: its number may be given to another process later, its number and start time may not.</summary>
/// <param name="Pid">Number.</param>
/// <param name="StartTicks">Start time in clock ticks since boot, as <c>/proc</c> tells it.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks)
{
    private const int SigTerm = 15;

    /// <summary>The process that has a number now; null where there is none.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            return FromStat(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The process that a line of <c>/proc/PID/stat</c> tells of; null where it has ended.</summary>
    public static ProcessIdentity? FromStat(string stat)
    {
        // The name, in parentheses, may hold anything; behind it the state is field 3 and the start time field 22.
        int name = stat.IndexOf('(', StringComparison.Ordinal);
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].TrimStart().Split(' ');
        return name < 0 || fields.Length < 20 || fields[0] is "Z" or "X"
            ? null
            : new ProcessIdentity(int.Parse(stat.AsSpan(0, name), CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ProcessIdentity Parse(string text)
    {
        string[] parts = text.Split('-');
        return new ProcessIdentity(int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}-{StartTicks}");

    /// <summary>Whether the process runs; one that has ended but was not waited for does not.</summary>
    public bool IsAlive() => Of(Pid) == this;

    /// <summary>Asks the process to end.</summary>
    public void Terminate()
    {
        if (IsAlive()) _ = NativeKill(Pid, SigTerm);
    }

    /// <summary>Ends the process.</summary>
    public void Kill()
    {
        if (!IsAlive()) return;
        try
        {
            using var process = Process.GetProcessById(Pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}

using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>A process as <c>/proc/PID/stat</c> tells of it.</summary>
/// <param name="Identity">Which one.</param>
/// <param name="Name">Name of its program, at most 15 bytes.</param>
/// <param name="Parent">Number of the process that it belongs to.</param>
/// <param name="Session">Number of its session.</param>
public sealed record RunningProcess(ProcessIdentity Identity, string Name, int Parent, int Session)
{
    private const int FieldsNeeded = 20;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Identity.Pid})");

    /// <summary>The process that has a number now; null where there is none, or where it has ended and was not waited for.</summary>
    internal static RunningProcess? Of(int pid)
    {
        try
        {
            return FromStat(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // There is none, or one of another user where those are hidden (hidepid): none of ours.
            return null;
        }
    }

    /// <summary>Reads a line of <c>/proc/PID/stat</c>; null where the process has ended.</summary>
    internal static RunningProcess? FromStat(string stat)
    {
        // The name, in parentheses, may hold anything; behind it the state is field 3, the parent 4, the session 6 and the start time 22.
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        if (open < 0 || close < open) return null;
        string[] fields = stat[(close + 1)..].TrimStart().Split(' ');
        if (fields.Length < FieldsNeeded || HasEnded(fields)) return null;
        int pid = int.Parse(stat.AsSpan(0, open), CultureInfo.InvariantCulture);
        return new RunningProcess(
            new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture)),
            stat[(open + 1)..close],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    // A process whose first thread has ended still holds its ports and files until the last one has.
    private static bool HasEnded(string[] fields) => fields[0] == "X" || (fields[0] == "Z" && int.Parse(fields[17], CultureInfo.InvariantCulture) <= 1);
}

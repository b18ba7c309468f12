using System.Globalization;

namespace Workflow.Bench.Serving;

/// <summary>What a process and all that it has started take, as Linux counts it.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;
    private const int PlaceOfParent = 1, PlaceOfUserTime = 11, PlaceOfSystemTime = 12;

    /// <summary>Processor time until now, in seconds, in steps of a hundredth.</summary>
    public static double CpuSeconds(int process) => Members(process).Sum(member => Stat(member) is { } stat ? (Number(stat, PlaceOfUserTime) + Number(stat, PlaceOfSystemTime)) / TicksPerSecond : 0);

    /// <summary>Memory in bytes: what each process has in memory, added up, and the same with pages that several share divided among them.</summary>
    public static (double Resident, double Proportional) Memory(int process)
    {
        (double resident, double proportional) = (0, 0);
        foreach (int member in Members(process))
        {
            string[] lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{member}/smaps_rollup"));
            resident += Kibibytes(lines, "Rss:");
            proportional += Kibibytes(lines, "Pss:");
        }

        return (resident * 1024, proportional * 1024);
    }

    /// <summary>The most that the process itself has had in memory, in bytes.</summary>
    public static double Peak(int process) => Kibibytes(File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")), "VmHWM:") * 1024;

    private static List<int> Members(int process)
    {
        var members = new List<int> { process };
        (int Id, int Parent)[] all =
        [
            .. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int id) ? id : 0)
                .Where(id => id > 0).Select(id => (id, Stat(id) is { } stat ? (int)Number(stat, PlaceOfParent) : 0)),
        ];
        for (int i = 0; i < members.Count; i++) members.AddRange(all.Where(one => one.Parent == members[i]).Select(one => one.Id));
        return members;
    }

    // The fields behind the program's name, which may hold anything; null where the process has ended.
    private static string[]? Stat(int process)
    {
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string[] stat, int place) => long.Parse(stat[place], CultureInfo.InvariantCulture);

    private static double Kibibytes(string[] lines, string name) =>
        double.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
}

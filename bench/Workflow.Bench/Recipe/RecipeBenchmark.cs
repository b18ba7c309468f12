using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Training.Files;
using Workflow.Training.Simulation;

namespace Workflow.Bench.Recipe;

/// <summary>
/// The recipe on native-rate files against a floor (unpacking alone, one thread) and a peer (pandas), one after the other in turn.
/// </summary>
internal sealed class RecipeBenchmark(string root) : IBenchmark
{
    private const int Repetitions = 5;

    private const string Pandas = """
        import resource, sys, zipfile
        import pandas
        archive = zipfile.ZipFile(sys.argv[1])
        for name in archive.namelist():
            with archive.open(name) as file:
                pandas.read_csv(file, sep='\t', header=None).mean(axis=1)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        """;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string archive = await ArchiveAsync(cancellationToken);
        string program = Path.Combine(root, ".artifacts", "bin", "Workflow.Bench", "release", "Workflow.Bench");
        string[] ours = [program, root, "read-recipe", archive];
        string[] floor = ["sh", "-c", "unzip -p \"$1\" | wc -c", "sh", archive];
        string[] pandas = ["/usr/bin/python3", "-c", Pandas, archive];

        var times = new List<(double Ours, double Floor, double Pandas)>();
        var memory = new List<(double Ours, double Pandas)>();
        long textBytes = 0;
        for (int i = 0; i <= Repetitions; i++)
        {
            MeasuredProcess a = await MeasuredProcess.RunAsync(ours, null, cancellationToken);
            MeasuredProcess b = await MeasuredProcess.RunAsync(floor, null, cancellationToken);
            MeasuredProcess c = await MeasuredProcess.RunAsync(pandas, null, cancellationToken);
            textBytes = long.Parse(b.Output, CultureInfo.InvariantCulture);

            // The first round only fills the caches.
            if (i == 0) continue;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ours {a.Seconds:F2} s, unzip {b.Seconds:F2} s, pandas {c.Seconds:F2} s"));
            times.Add((a.Seconds, b.Seconds, c.Seconds));
            memory.Add((double.Parse(a.Output.Split(' ')[0], CultureInfo.InvariantCulture), double.Parse(c.Output, CultureInfo.InvariantCulture)));
        }

        return Section(textBytes, new FileInfo(archive).Length, times, memory);
    }

    private static string Section(
        long textBytes, long archiveBytes, List<(double Ours, double Floor, double Pandas)> times, List<(double Ours, double Pandas)> memory)
    {
        var ours = new Sample([.. times.Select(t => t.Ours)]);
        var floor = new Sample([.. times.Select(t => t.Floor)]);
        var pandas = new Sample([.. times.Select(t => t.Pandas)]);
        var toFloor = new Sample([.. times.Select(t => t.Ours / t.Floor)]);
        var toPandas = new Sample([.. times.Select(t => t.Pandas / t.Ours)]);
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## The hydraulic recipe on native-rate files

            All 2205 cycles from the simulator: {textBytes / 1e6:F0} MB of text in a zip of {archiveBytes / 1e6:F0} MB. Whole processes, start to end,
            {times.Count} rounds in turn after one to fill the caches; medians, with smallest and largest in parentheses.

            | | wall time | peak memory |
            |---|---|---|
            | Workflow's recipe reader | {ours.Median:F2} s ({ours.Minimum:F2}–{ours.Maximum:F2}) | {memory.Max(m => m.Ours):F0} MB |
            | floor: `unzip -p \| wc -c` | {floor.Median:F2} s ({floor.Minimum:F2}–{floor.Maximum:F2}) | |
            | pandas `read_csv(sep='\t', header=None).mean(axis=1)` | {pandas.Median:F2} s ({pandas.Minimum:F2}–{pandas.Maximum:F2}) | {memory.Max(m => m.Pandas):F0} MB |

            **{toFloor.Median:F2} times the floor** (to reach: at most 0.6), **{toPandas.Median:F1} times faster than pandas** (to reach: at least 7).
            """);
    }

    // Kept between runs: the same seed makes the same file.
    private async Task<string> ArchiveAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(root, ".artifacts", "bench", "hydraulic-native.zip");
        if (File.Exists(path)) return path;
        Console.Error.WriteLine("  simulating 2205 cycles at native rates ...");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new SimulationOptions { Seed = 7, NativeRates = true };
        await AtomicFile.WriteAsync(path, stream => Simulators.WriteAsync("hydraulic-rig", stream, options, null, cancellationToken));
        return path;
    }
}

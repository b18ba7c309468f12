using Workflow.Training.Simulation;

namespace Workflow.Testing.Data;

/// <summary>The hydraulic archive at 1 Hz: the real one where a mirror has it, else a simulated one of the same layout.</summary>
public static class HydraulicData
{
    private const string FileName = "uci447-1hz.zip";
    private static readonly SemaphoreSlim Once = new(1, 1);
    private static string? _simulated;

    /// <summary>The real archive; null where no mirror has it.</summary>
    public static string? RealArchive => Find(FileName);

    /// <summary>The published splits; null where no mirror has them.</summary>
    public static string? PublishedSplits => Find("splits.json");

    /// <summary>The COVID-19 extract; null where no mirror has it.</summary>
    public static string? CovidCases => Find("cdc-case-surveillance-10000.csv");

    /// <summary>The real archive, or a simulated one that is made once for all tests of a process.</summary>
    public static async Task<string> ArchiveAsync(CancellationToken cancellationToken) => RealArchive ?? await SimulatedArchiveAsync(cancellationToken);

    /// <summary>A simulated archive of 300 cycles, made once for all tests of a process.</summary>
    public static async Task<string> SimulatedArchiveAsync(CancellationToken cancellationToken)
    {
        await Once.WaitAsync(cancellationToken);
        try
        {
            if (_simulated is not null) return _simulated;
            string path = Path.Combine(Directory.CreateTempSubdirectory("workflow-test-data-").FullName, FileName);
            await using FileStream file = File.Create(path);
            await Simulators.WriteAsync("hydraulic-rig", file, new SimulationOptions { Seed = 7, Cycles = 300 }, null, cancellationToken);
            return _simulated = path;
        }
        finally
        {
            Once.Release();
        }
    }

    private static string? Find(string fileName) => (Environment.GetEnvironmentVariable("WORKFLOW_DATA_MIRROR") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Directory.Exists)
        .SelectMany(mirror => (IEnumerable<string>)[mirror, .. Directory.EnumerateDirectories(mirror)])
        .Select(directory => Path.Combine(directory, fileName))
        .FirstOrDefault(File.Exists);
}

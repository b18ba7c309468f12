using System.Globalization;
using System.Runtime.InteropServices;

namespace Workflow.Bench;

/// <summary>Says what machine measures.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, memory, system and runtime.</summary>
    public static string Describe()
    {
        string processor = First("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        string memory = First("/proc/meminfo", "MemTotal") ?? "unknown memory";
        string system = First("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;
        double gibibytes = double.Parse(memory.Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{processor}, {Environment.ProcessorCount} cores, {gibibytes:F0} GiB, {system}, {RuntimeInformation.FrameworkDescription}, on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.");
    }

    private static string? First(string file, string key, char separator = ':') => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim()
        : null;
}

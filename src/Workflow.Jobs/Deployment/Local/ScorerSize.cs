using System.Globalization;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>What a scorer may use of this machine.</summary>
/// <param name="Cpu">Processors, parts of one allowed; null for all.</param>
/// <param name="MemoryBytes">Memory beyond which it is killed; null for the host's usual limit.</param>
public sealed record ScorerSize(decimal? Cpu, long? MemoryBytes)
{
    /// <summary>The processors, for people.</summary>
    public string CpuText => Cpu is { } cpu ? string.Create(CultureInfo.InvariantCulture, $"{cpu:0.###} cpu") : "all processors";
}

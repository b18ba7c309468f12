using System.Globalization;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>What a scorer may use of this machine, and what it sends.</summary>
/// <param name="Cpu">Processors, parts of one allowed; null for all.</param>
/// <param name="MemoryBytes">Memory beyond which it is killed; null for the host's usual limit.</param>
public sealed record ScorerSettings(decimal? Cpu, long? MemoryBytes)
{
    /// <summary>Share of the rows that it sends here with their answers, above 0 and up to 1; null for none.</summary>
    public double? PredictionShare { get; init; }

    /// <summary>What it sends, for people; null for nothing.</summary>
    public string? PredictionsText => PredictionShare switch
    {
        null => null,
        1 => "its predictions are kept here",
        { } share => string.Create(CultureInfo.InvariantCulture, $"{share:0.####%} of its predictions are kept here"),
    };

    /// <summary>The processors, for people.</summary>
    public string CpuText => Cpu is { } cpu ? string.Create(CultureInfo.InvariantCulture, $"{cpu:0.###} cpu") : "all processors";
}

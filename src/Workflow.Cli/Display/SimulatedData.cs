using Workflow.Jobs.Sources;

namespace Workflow.Cli.Display;

/// <summary>Says that data are simulated, why, and how real ones are had.</summary>
internal static class SimulatedData
{
    /// <summary>That they are, and why; what was passed over follows.</summary>
    /// <param name="passedOver">Sources that did not serve, and why.</param>
    public static string Reason(IReadOnlyList<string> passedOver) => passedOver.Count == 0
        ? "SIMULATED DATA: the recipe names no other source."
        : "SIMULATED DATA: no real source could be had.";

    /// <summary>What they are good for, and the next step to real ones.</summary>
    /// <param name="passedOver">Sources that did not serve, and why.</param>
    public static string Remedy(IReadOnlyList<string> passedOver) => passedOver.Count == 0
        ? "SIMULATED DATA say nothing about a real machine. For real ones name a source of them in the recipe (sources)."
        : $"SIMULATED DATA say nothing about a real machine. For real ones put a file that is named above into a directory, export {SourceOptions.MirrorVariable}=DIRECTORY, or make an address above reachable, and do it again.";
}

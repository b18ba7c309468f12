namespace Workflow.Testing.Chaos;

/// <summary>What came of it.</summary>
/// <param name="Runs">Runs that were begun.</param>
/// <param name="Faults">How often each thing was broken.</param>
/// <param name="Wrongs">Everything that must not be; empty where all held.</param>
/// <param name="Took">From the first run's begin to the last one's end.</param>
/// <param name="Resumed">Runs that failed because three workers had died on one step, as they must, and were taken up again.</param>
public sealed record ChaosReport(
    int Runs, IReadOnlyDictionary<ChaosFault, int> Faults, IReadOnlyList<string> Wrongs, TimeSpan Took, int Resumed);

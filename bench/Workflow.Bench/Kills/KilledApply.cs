namespace Workflow.Bench.Kills;

/// <summary>A deployment that was killed, and what became of the next.</summary>
/// <param name="Scenario">Which deployment.</param>
/// <param name="Step">In the middle of what.</param>
/// <param name="Seconds">How long the second one took.</param>
/// <param name="Wrongs">What was wrong after it.</param>
internal sealed record KilledApply(KillScenario Scenario, string Step, double Seconds, IReadOnlyList<string> Wrongs);

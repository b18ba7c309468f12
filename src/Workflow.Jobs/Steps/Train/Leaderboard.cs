using Workflow.Training.Experiments;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Jobs.Steps.Train;

/// <summary>All trials of an experiment, best first, and which one was chosen. Holds no time, so equal experiments have equal leaderboards.</summary>
/// <param name="Trials">The trials, and the ensemble.</param>
/// <param name="Chosen">The chosen model: one of the trials.</param>
/// <param name="Choice">Why it was chosen, in a sentence.</param>
/// <param name="Features">Names of the features that it sees, in order.</param>
/// <param name="OperatingPoint">The operating point of a model of two classes; null for any other.</param>
public sealed record Leaderboard(
    IReadOnlyList<LeaderboardEntry> Trials, int Chosen, string Choice, IReadOnlyList<string> Features, OperatingPoint? OperatingPoint)
{
    /// <summary>The chosen model with whole groups held back; null where the guards found no rows that belong together.</summary>
    public BackTest? BackTest { get; init; }

    /// <summary>Why there is no back-test though rows belong together.</summary>
    public string? BackTestObstacle { get; init; }

    /// <summary>The chosen model's line.</summary>
    public LeaderboardEntry Winner => Trials.First(trial => trial.Trial == Chosen);

    /// <summary>What a search found.</summary>
    public static Leaderboard Of(ExperimentResult result) => new(
        result.Leaderboard, result.Winner.Trial, result.Choice, [.. result.Plan.Transform.Steps.Select(step => step.Name)], result.OperatingPoint)
    {
        BackTest = result.BackTest,
        BackTestObstacle = result.BackTestObstacle,
    };
}

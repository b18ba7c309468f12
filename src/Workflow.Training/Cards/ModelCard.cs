using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Guards;
using Workflow.Training.Metrics;
using Workflow.Training.Recipes;
using Workflow.Training.Validation;

namespace Workflow.Training.Cards;

/// <summary>
/// What another team needs to judge a model: the data, the guards' evidence, the search, the test. Made of inputs alone: no clock, no
/// machine, no run number, so that equal runs give equal cards.
/// </summary>
public sealed record ModelCard
{
    /// <summary>Name of the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>Label column.</summary>
    public required string Target { get; init; }

    /// <summary>Classes and their meanings.</summary>
    public required IReadOnlyList<TargetClass> Classes { get; init; }

    /// <summary>What the data is, as its recipe says; null where it does not.</summary>
    public DataDescription? Data { get; init; }

    /// <summary>Where the data came from.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>Rows of the source that were left out because they repeat an earlier one.</summary>
    public int RepeatsLeftOut { get; init; }

    /// <summary>How the rows were divided, in words.</summary>
    public required string Split { get; init; }

    /// <summary>Columns that the model reads.</summary>
    public required IReadOnlyList<InputColumn> Columns { get; init; }

    /// <summary>What the guards found and measured.</summary>
    public required GuardReport Guards { get; init; }

    /// <summary>All trials, best first.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }

    /// <summary>Which of them became the model.</summary>
    public required int Chosen { get; init; }

    /// <summary>Why it was chosen.</summary>
    public required string Choice { get; init; }

    /// <summary>The operating point of a model of two classes; null for any other.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>Metrics of a classifier on the untouched test rows; null for regression.</summary>
    public ClassificationMetrics? Test { get; init; }

    /// <summary>Metrics of regression on the untouched test rows; null for a classifier.</summary>
    public RegressionMetrics? Regression { get; init; }

    /// <summary>What the model relies on and what its probabilities are worth; null where it was not looked at.</summary>
    public ModelEvaluation? Evaluation { get; init; }

    /// <summary>The chosen model with whole groups held back; null where rows do not belong together.</summary>
    public BackTest? BackTest { get; init; }

    /// <summary>Why there is no back-test though rows belong together; null otherwise.</summary>
    public string? BackTestObstacle { get; init; }

    /// <summary>What the figures do not say, one sentence each.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The command that trains again and compares; null where the model has no version.</summary>
    public string? Reproduction { get; init; }

    /// <summary>The gates and how the model did.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }
}

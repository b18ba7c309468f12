using Workflow.Scoring.Models;

namespace Workflow.Training.Learners;

/// <summary>What a learner did on one fold.</summary>
/// <param name="Margins">Margins of the held-back rows, row by row.</param>
/// <param name="Rounds">Boosting rounds of the best model; 1 for learners without rounds.</param>
/// <param name="RoundsTrained">Boosting rounds computed, those after the best one included.</param>
/// <param name="Model">The fitted model; null where nobody asked for it.</param>
public sealed record FoldFit(double[] Margins, int Rounds, int RoundsTrained, MarginModel? Model);

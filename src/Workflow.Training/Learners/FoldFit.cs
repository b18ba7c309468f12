using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners;

/// <summary>What a learner did on one fold.</summary>
/// <param name="Margins">Margins of the held-back rows, row by row.</param>
/// <param name="Rounds">Boosting rounds of the best model, or trees; 1 for learners without rounds.</param>
/// <param name="RoundsTrained">Boosting rounds computed, those after the best one included.</param>
/// <param name="Model">The fitted model; null where nobody asked for it.</param>
public sealed record FoldFit(double[] Margins, int Rounds, int RoundsTrained, MarginModel? Model)
{
    /// <summary>Whether a limit ended the fit before the learner itself would have.</summary>
    public bool IsCut { get; init; }

    /// <summary>What a model predicts for the held-back rows.</summary>
    public static FoldFit Of(MarginModel model, FeatureMatrix heldBack, int rounds, FitLimits limits)
    {
        var margins = new double[heldBack.RowCount * model.MarginCount];
        model.ComputeMargins(heldBack.Values, anyMissing: true, margins);
        return new FoldFit(margins, rounds, rounds, limits.KeepModel ? model : null);
    }
}

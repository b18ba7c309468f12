using Workflow.Training.Experiments.Families;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Trials;

/// <summary>A candidate that a search wants to try.</summary>
/// <param name="Index">Its place in the search, from 0.</param>
/// <param name="Family">Its kind of learner.</param>
/// <param name="Point">Its parameters, as a point of the family's cube.</param>
/// <param name="Columns">How many columns it may read, the most important first; null for all.</param>
internal sealed record TrialProposal(int Index, LearnerFamily Family, double[] Point, int? Columns)
{
    /// <summary>Makes the learner for one worker thread.</summary>
    public ILearner Create(DMatrixCache? matrices) => Family.Create(Point, matrices);
}

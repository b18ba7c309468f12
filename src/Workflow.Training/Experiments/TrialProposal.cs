using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments;

/// <summary>A candidate that a search wants to try.</summary>
/// <param name="Index">Its place in the search, from 0.</param>
/// <param name="Create">Makes the learner for one worker thread.</param>
internal sealed record TrialProposal(int Index, Func<DMatrixCache, ILearner> Create);

using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Packaging;

/// <summary>A model and everything that is needed to score with it.</summary>
/// <param name="Plan">Columns and features.</param>
/// <param name="Model">The model.</param>
/// <param name="Learner">The learner that made it.</param>
public sealed record TrainedModel(FeaturePlan Plan, MarginModel Model, LearnerSummary Learner);

using Workflow.Training.Features;

namespace Workflow.Training.Experiments.Folds;

/// <summary>One fold as a learner sees it.</summary>
/// <param name="Training">The rows to train on.</param>
/// <param name="HeldBack">The rows to predict.</param>
internal sealed record FoldMatrices(FeatureMatrix Training, FeatureMatrix HeldBack)
{
    /// <summary>What its values take.</summary>
    public long Bytes => Training.ValueBytes + HeldBack.ValueBytes;
}

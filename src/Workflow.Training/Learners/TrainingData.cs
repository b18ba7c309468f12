using Workflow.Training.Features;

namespace Workflow.Training.Learners;

/// <summary>What every learner needs of its matrix.</summary>
internal static class TrainingData
{
    /// <summary>Checks that there is something to train on and that all of it fits into single precision.</summary>
    /// <exception cref="LearnerException">It does not.</exception>
    public static void Require(FeatureMatrix matrix)
    {
        if (matrix.RowCount == 0 || matrix.FeatureCount == 0) throw new LearnerException("training-data-empty", "no rows or no features to train on");
        if (matrix.Values.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
        {
            throw new LearnerException("training-data-infinite", "a feature is outside the range of single precision (3.4e38)");
        }
    }
}

namespace Workflow.Training.Learners;

/// <summary>Takes what was trained over into the scoring runtime.</summary>
internal static class TrainedModels
{
    /// <summary>Makes the model.</summary>
    /// <exception cref="LearnerException">The scoring runtime refuses it: a number in it is not finite, or a sum of them could overflow.</exception>
    public static T Create<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException refused)
        {
            throw new LearnerException("diverged", $"diverged: {refused.Message}", refused);
        }
    }
}

namespace Workflow.Training.Experiments.Leaderboards;

/// <summary>The loss of a leaderboard in words.</summary>
public static class LossText
{
    /// <summary>What the loss is, as a sentence.</summary>
    /// <param name="isRegression">Whether numbers are predicted.</param>
    public static string Of(bool isRegression) => isRegression
        ? "The loss is the root of the mean squared error."
        : "The loss is the log loss with half a row more, of another class: a model that was right on every row would be certain otherwise.";
}

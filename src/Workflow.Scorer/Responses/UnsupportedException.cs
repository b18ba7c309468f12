using Workflow.Scoring;

namespace Workflow.Scorer.Responses;

/// <summary>A request for what this model does not have, whatever the rows are.</summary>
/// <param name="reason">Why it has not.</param>
internal sealed class UnsupportedException(string reason) : Exception(reason)
{
    /// <summary>Refuses where a model has no contributions.</summary>
    /// <exception cref="UnsupportedException">It has none.</exception>
    public static void RequireContributions(ScoringPipeline pipeline)
    {
        if (pipeline.ContributionObstacle is { } obstacle) throw new UnsupportedException($"this model has no contributions: {obstacle}");
    }
}

using Workflow.Scoring;

namespace Workflow.Scorer.Responses;

/// <summary>A request for what this model does not have, whatever the rows are.</summary>
/// <param name="reason">Why it has not.</param>
internal sealed class UnsupportedException(string reason) : Exception(reason)
{
    /// <summary>Why nothing is told of the columns of a model.</summary>
    public const string HiddenSchema = "which columns this model has is not told here (--hide-schema)";

    /// <summary>Status by which HTTP tells it.</summary>
    public int Status { get; private init; } = StatusCodes.Status501NotImplemented;

    /// <summary>What callers must not know.</summary>
    public static UnsupportedException Hidden() => new(HiddenSchema) { Status = StatusCodes.Status403Forbidden };

    /// <summary>Refuses where a model has no contributions.</summary>
    /// <exception cref="UnsupportedException">It has none.</exception>
    public static void RequireContributions(ScoringPipeline pipeline)
    {
        if (pipeline.ContributionObstacle is { } obstacle) throw new UnsupportedException($"this model has no contributions: {obstacle}");
    }

    /// <summary>Refuses where nobody knows where the training rows lay.</summary>
    /// <exception cref="UnsupportedException">Nobody does.</exception>
    public static void RequireEnvelope(ScoringPipeline pipeline)
    {
        if (pipeline.Envelope is null) throw new UnsupportedException("this pipeline does not know where its training rows lay; train it again to have an envelope");
    }
}

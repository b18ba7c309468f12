using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>A request whose grammar and fields are right; what its cells are is not known yet.</summary>
internal sealed class ScoreRequest(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int rowsAt, RequestFields fields)
{
    /// <summary>Its rows from the first one.</summary>
    /// <exception cref="RequestException">They are no list.</exception>
    public RequestRows Rows() => new(pipeline, body, rowsAt, fields);
}

namespace Workflow.Jobs.Predictions;

/// <summary>A prediction as a scorer has sent it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="ScoredAt">When it was made, by the scorer's clock.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file that made it.</param>
/// <param name="RequestId">Identifier of its request, as the caller gave it; null where it is not told.</param>
/// <param name="Record">The line, byte for byte as it came.</param>
public sealed record ReceivedPrediction(PredictionId Id, DateTimeOffset ScoredAt, string PipelineSha256, string? RequestId, string Record);

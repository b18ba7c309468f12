using System.Text.Json.Serialization;
using Workflow.Jobs.Predictions;

namespace Workflow.Api.Contracts;

/// <summary>A prediction that a scorer has sent.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Version">Name of the version that made it; absent where none is registered with its scoring pipeline file.</param>
/// <param name="Time">When it was made, by the scorer's clock.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file that made it.</param>
/// <param name="Record">The record of the scorer, a JSON object letter by letter as it was sent.</param>
public sealed record PredictionContract(
    string Id, string Endpoint, string? Version, DateTimeOffset Time, string PipelineSha256, [property: JsonConverter(typeof(VerbatimJson))] string Record)
{
    /// <summary>The contract of a prediction.</summary>
    public static PredictionContract Of(StoredPrediction prediction) => new(
        prediction.Id.ToString(), prediction.Endpoint, prediction.Version, prediction.ScoredAt, prediction.PipelineSha256, prediction.Record);
}

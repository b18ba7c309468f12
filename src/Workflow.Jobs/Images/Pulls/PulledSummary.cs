using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Registry;
using Workflow.Scoring;

namespace Workflow.Jobs.Images.Pulls;

/// <summary>What lists show of a version, by its scoring pipeline file alone: the numbers are those of the model card in it.</summary>
internal static class PulledSummary
{
    /// <summary>The summary of a file.</summary>
    /// <param name="pipeline">The file, opened.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="origin">Where it comes from.</param>
    public static VersionSummary Of(ScoringPipeline pipeline, long bytes, string origin)
    {
        JsonNode? card = Card(pipeline);
        JsonNode? test = card?["test"], regression = card?["regression"];
        return new VersionSummary(
            pipeline.Manifest.Target,
            pipeline.Manifest.Learner.Name,
            Number(test, "logLoss"),
            Number(test, "f1Macro"),
            Number(test, "mcc"),
            Number(test, "accuracy"),
            origin,
            pipeline.Manifest.Lineage.Simulated,
            bytes)
        {
            Rmse = Number(regression, "rmse"),
            R2 = Number(regression, "r2"),
        };
    }

    private static JsonNode? Card(ScoringPipeline pipeline)
    {
        try
        {
            return JsonNode.Parse(pipeline.CardJson.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Number(JsonNode? of, string name) => of is JsonObject && of[name] is JsonValue value && value.TryGetValue(out double number) ? number : null;
}

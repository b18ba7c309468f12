using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;
using Workflow.Training.Onnx.Messages;

namespace Workflow.Training.Onnx;

/// <summary>What an exported model tells of itself.</summary>
internal static class OnnxMetadata
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One sentence for people.</summary>
    public static string Describe(ScoringPipeline pipeline)
    {
        PipelineManifest manifest = pipeline.Manifest;
        string what = manifest.Task == ModelTask.Regression ? $"Predicts {manifest.Target}" : $"Tells the probability of each class of {manifest.Target}";
        string data = manifest.Lineage.Simulated ? "; trained on SIMULATED DATA" : string.Empty;
        return $"{what} ({manifest.Name}, learner {manifest.Learner.Name}{data}).";
    }

    /// <summary>Entries for programs; lists are JSON.</summary>
    public static IEnumerable<StringStringEntryProto> Entries(ScoringPipeline pipeline)
    {
        PipelineManifest manifest = pipeline.Manifest;
        Lineage lineage = manifest.Lineage;
        yield return Entry("name", manifest.Name);
        yield return Entry("model_id", pipeline.ModelId.ToString());
        yield return Entry("pipeline_sha256", pipeline.Hash);
        yield return Entry("task", manifest.Task.ToString().ToLowerInvariant());
        yield return Entry("target", manifest.Target);
        if (manifest.Task != ModelTask.Regression) yield return Entry("classes", Json(pipeline.TargetLabels));
        if (manifest.Threshold is { } threshold) yield return Entry("threshold", threshold.ToString("R", CultureInfo.InvariantCulture));
        yield return Entry("columns", Json(pipeline.InputColumns.Select(column => column.Name)));
        yield return Entry("features", Json(pipeline.TransformedColumns));
        yield return Entry("learner", manifest.Learner.Name);
        yield return Entry("recipe", lineage.Recipe);
        yield return Entry("recipe_sha256", lineage.RecipeSha256);
        yield return Entry("dataset_sha256", lineage.DatasetSha256);
        yield return Entry("source_sha256", lineage.SourceSha256);
        yield return Entry("simulated", lineage.Simulated ? "true" : "false");
        yield return Entry("training_rows", lineage.TrainingRows.ToString(CultureInfo.InvariantCulture));
        yield return Entry("code_version", lineage.CodeVersion);
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static string Json(IEnumerable<string> values) => JsonSerializer.Serialize(values, Plain);
}

using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring;

/// <summary>Checks the parts of a pipeline file against each other.</summary>
internal static class PipelineCheck
{
    /// <summary>Checks the parts and resolves the feature steps.</summary>
    /// <exception cref="PipelineFileException">Parts that do not fit each other.</exception>
    public static FeatureTransform Transform(PipelineFileContent content)
    {
        PipelineManifest manifest = content.Manifest;
        Require(manifest.Name.Length > 0, "no name");
        Require(manifest.Target.Length > 0, "no target");
        Require(manifest.Columns.Count > 0, "no input columns");
        RequireUnique("input column", manifest.Columns.Select(column => column.Name));
        RequireUnique("class", manifest.Classes.Select(c => c.Value));
        foreach (InputColumn column in manifest.Columns) CheckColumn(column);
        CheckTask(content);
        string? wrong = manifest.Envelope is { } envelope ? EnvelopeCheck.Reason(envelope, manifest.Columns) : null;
        Require(wrong is null, $"{wrong}");

        FeatureTransform transform = Resolve(manifest);
        RequireUnique("feature", manifest.Features.Select(feature => feature.Name));
        Require(
            transform.FeatureCount == content.Model.FeatureCount,
            $"{transform.FeatureCount} features, but {PipelineEntries.Model} has {content.Model.FeatureCount}");
        CheckGolden(content);
        return transform;
    }

    private static FeatureTransform Resolve(PipelineManifest manifest)
    {
        try
        {
            return new FeatureTransform(manifest.Columns, manifest.Features);
        }
        catch (ArgumentException unresolved)
        {
            throw new PipelineFileException($"{PipelineEntries.Manifest}: {unresolved.Message}", unresolved);
        }
    }

    private static void CheckColumn(InputColumn column)
    {
        RequireUnique($"level of column '{column.Name}'", column.Levels);
        RequireUnique($"missing text of column '{column.Name}'", column.MissingTexts);
        string? reason = InputColumnCheck.Reason(column);
        Require(reason is null, $"column '{column.Name}' {reason}");
    }

    private static void CheckTask(PipelineFileContent content)
    {
        PipelineManifest manifest = content.Manifest;
        (Link link, bool fits) = manifest.Task switch
        {
            ModelTask.Regression => (Link.Identity, manifest.Classes.Count == 0 && content.Model.MarginCount == 1),
            ModelTask.Binary => (Link.Sigmoid, manifest.Classes.Count == 2 && content.Model.MarginCount == 1),
            _ => (Link.Softmax, manifest.Classes.Count >= 3 && content.Model.MarginCount == manifest.Classes.Count),
        };
        Require(
            fits && manifest.Link == link,
            $"a {manifest.Task} pipeline cannot have {manifest.Classes.Count} classes, {content.Model.MarginCount} margins and link {manifest.Link}");
        bool isThreshold = manifest.Threshold is null || (manifest.Task == ModelTask.Binary && manifest.Threshold is >= 0 and <= 1);
        Require(isThreshold, $"a {manifest.Task} pipeline cannot have the threshold {manifest.Threshold}");
    }

    private static void CheckGolden(PipelineFileContent content)
    {
        int outputs = LinkFunctions.OutputCount(content.Manifest.Link, content.Model.MarginCount);
        if (content.Golden.Rows.Count == 0) throw new PipelineFileException($"{PipelineEntries.Golden}: no rows");
        for (int i = 0; i < content.Golden.Rows.Count; i++)
        {
            GoldenRow row = content.Golden.Rows[i];
            bool fits = row.Cells.Count == content.Manifest.Columns.Count
                && row.Margins.Count == content.Model.MarginCount
                && row.Outputs.Count == outputs;
            if (!fits) throw new PipelineFileException($"{PipelineEntries.Golden}: row {i}: its lengths do not fit the pipeline");
        }
    }

    private static void RequireUnique(string what, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Require(name.Length > 0, $"{what} without a name");
            Require(seen.Add(name), $"the {what} '{name}' stands twice");
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new PipelineFileException($"{PipelineEntries.Manifest}: {message}");
    }
}

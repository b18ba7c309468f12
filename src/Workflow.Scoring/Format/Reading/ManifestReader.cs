using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Features;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads <c>pipeline.json</c>.</summary>
internal static class ManifestReader
{
    private static readonly MemberNames Members = new(
        ["formatVersion", "name", "task", "target", "classes", "columns", "features", "link", "learner", "lineage"],
        "threshold", "envelope");

    private static readonly string[] Tasks = [nameof(ModelTask.Regression), nameof(ModelTask.Binary), nameof(ModelTask.Multiclass)];
    private static readonly string[] Links = [nameof(Link.Identity), nameof(Link.Sigmoid), nameof(Link.Softmax)];

    /// <summary>Reads the whole part.</summary>
    /// <exception cref="PipelineFileException">Anything that the writer would not have written.</exception>
    public static PipelineManifest Read(ReadOnlySpan<byte> part)
    {
        var json = new PartReader(PipelineEntries.Manifest, part);
        PipelineManifest manifest = Read(ref json);
        json.Move();
        return manifest;
    }

    private static PipelineManifest Read(ref PartReader json)
    {
        int formatVersion = 0;
        string? name = null, target = null;
        ModelTask task = default;
        TargetClass[]? classes = null;
        InputColumn[]? columns = null;
        FeatureStep[]? features = null;
        Link link = default;
        double? threshold = null;
        TrainingEnvelope? envelope = null;
        LearnerSummary? learner = null;
        Lineage? lineage = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "formatVersion": formatVersion = json.Integer(); break;
                case "name": name = json.Text(); break;
                case "task": task = (ModelTask)json.NameOf(Tasks); break;
                case "target": target = json.Text(); break;
                case "classes": classes = json.List(TargetClassReader.Read); break;
                case "columns": columns = json.List(InputColumnReader.Read); break;
                case "features": features = json.List(FeatureStepReader.Read); break;
                case "link": link = (Link)json.NameOf(Links); break;
                case "threshold": threshold = json.NumberOrNull(); break;
                case "envelope": envelope = json.OrNull(EnvelopeReader.Read); break;
                case "learner": learner = LearnerReader.Read(ref json); break;
                case "lineage": lineage = LineageReader.Read(ref json); break;
            }
        }

        return new PipelineManifest
        {
            FormatVersion = formatVersion,
            Name = name!,
            Task = task,
            Target = target!,
            Classes = classes!,
            Columns = columns!,
            Features = features!,
            Link = link,
            Threshold = threshold,
            Envelope = envelope,
            Learner = learner!,
            Lineage = lineage!,
        };
    }
}

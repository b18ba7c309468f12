using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Training.Datasets;

namespace Workflow.Training.Packaging;

/// <summary>A scoring pipeline that is complete but for its card: whoever writes the card asks it first.</summary>
public sealed class PipelineDraft
{
    internal PipelineDraft(Dataset dataset, TrainedModel trained, PipelineManifest manifest, GoldenRows golden)
    {
        Dataset = dataset;
        Trained = trained;
        Manifest = manifest;
        Golden = golden;
        Pipeline = new ScoringPipeline(new PipelineFileContent(new string('0', 64), manifest, trained.Model, golden, [], []));
    }

    /// <summary>What the pipeline is.</summary>
    public PipelineManifest Manifest { get; }

    /// <summary>The pipeline; it scores as the file will, but has no digest yet.</summary>
    public ScoringPipeline Pipeline { get; }

    internal Dataset Dataset { get; }

    internal TrainedModel Trained { get; }

    internal GoldenRows Golden { get; }
}

using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;

namespace Workflow.Scorer.Health;

/// <summary>Whether this scorer may answer: the pipeline file is whole, and every golden row gives the trained answer to the last bit.</summary>
internal sealed class Readiness
{
    private Readiness(ScoringPipeline? pipeline, string? reason)
    {
        Pipeline = pipeline;
        Reason = reason;
    }

    /// <summary>The proven pipeline; null where the scorer is not ready.</summary>
    public ScoringPipeline? Pipeline { get; }

    /// <summary>Why the scorer is not ready; null where it is.</summary>
    public string? Reason { get; }

    /// <summary>Opens a pipeline file and proves it.</summary>
    public static Readiness Prove(string path)
    {
        try
        {
            ScoringPipeline pipeline = ScoringPipeline.Open(path);
            return GoldenCheck.FirstDifference(pipeline) is { } difference ? new Readiness(null, difference) : new Readiness(pipeline, null);
        }
        catch (PipelineFileException refused)
        {
            return new Readiness(null, refused.Message);
        }
    }
}

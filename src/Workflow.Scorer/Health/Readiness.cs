using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;

namespace Workflow.Scorer.Health;

/// <summary>Whether this scorer may answer: the pipeline file is whole, and every golden row gives the trained answer to the last bit.</summary>
internal sealed class Readiness
{
    private const string Leaving = "it was told to end: what still comes is answered, and should go elsewhere";
    private readonly string? _reason;
    private int _isLeaving;

    private Readiness(ScoringPipeline? pipeline, string? reason)
    {
        Pipeline = pipeline;
        _reason = reason;
    }

    /// <summary>The proven pipeline; null where there is none, and nothing is scored.</summary>
    public ScoringPipeline? Pipeline { get; }

    /// <summary>Why the scorer is not ready; null where it is.</summary>
    public string? Reason => _reason ?? (IsLeaving ? Leaving : null);

    /// <summary>Whether it ends soon, and only answers what still comes.</summary>
    public bool IsLeaving => Volatile.Read(ref _isLeaving) != 0;

    /// <summary>Says that it ends soon: it is not ready any more.</summary>
    /// <returns>False where that was said before.</returns>
    public bool Leave() => Interlocked.Exchange(ref _isLeaving, 1) == 0;

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

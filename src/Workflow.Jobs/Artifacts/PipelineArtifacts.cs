using Workflow.Scoring;
using Workflow.Scoring.Format;

namespace Workflow.Jobs.Artifacts;

/// <summary>Opens artifacts that are scoring pipeline files.</summary>
public static class PipelineArtifacts
{
    /// <summary>The scoring pipeline in an artifact.</summary>
    /// <exception cref="ArtifactException">Missing, damaged, or written by a release whose files this one cannot read.</exception>
    public static async Task<ScoringPipeline> ReadPipelineAsync(this IArtifactStore artifacts, string digest, CancellationToken cancellationToken)
    {
        byte[] file = await artifacts.ReadAsync(digest, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ScoringPipeline(PipelineFileReader.Read(file));
        }
        catch (PipelineFileException unreadable)
        {
            throw new ArtifactException($"the scoring pipeline {digest} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}

using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Runs;

/// <summary>The documents that the steps of a run have left, each read at most once.</summary>
/// <param name="run">The run, as it was read.</param>
/// <param name="artifacts">Where its documents are kept.</param>
internal sealed class RunDocuments(RunRecord run, IArtifactStore artifacts)
{
    private readonly Dictionary<StepOutput, object> _read = [];

    /// <summary>The run.</summary>
    public RunRecord Run => run;

    /// <summary>A document; null where its step has not left it.</summary>
    /// <exception cref="ArtifactException">It is gone.</exception>
    public async Task<T?> ReadAsync<T>(StepOutput output, CancellationToken cancellationToken)
        where T : class
    {
        if (_read.TryGetValue(output, out object? known)) return (T)known;
        if (run.Find(output) is not { } digest) return null;
        T document = JobsJson.Read<T>(await artifacts.ReadAsync(digest, cancellationToken).ConfigureAwait(false));
        _read.Add(output, document);
        return document;
    }

    /// <summary>A document; null where its step has not left it, and where it is gone.</summary>
    public async Task<T?> TryReadAsync<T>(StepOutput output, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ReadAsync<T>(output, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactException gone) when (gone.Code == ArtifactException.Damaged)
        {
            return null;
        }
    }
}

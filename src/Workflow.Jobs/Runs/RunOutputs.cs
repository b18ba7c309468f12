using System.Text;
using Workflow.Jobs.Artifacts;

namespace Workflow.Jobs.Runs;

/// <summary>Gives out what steps of runs have handed on.</summary>
public sealed class RunOutputs(RunStore runs, IArtifactStore artifacts)
{
    /// <summary>The bytes of one output; a value as text.</summary>
    /// <exception cref="RunException">There is no such run, step or output; the message says which there are.</exception>
    /// <exception cref="ArtifactException">The bytes are gone, or not what they were.</exception>
    public async Task<Stream> OpenAsync(string runId, string step, string output, CancellationToken cancellationToken)
    {
        RunRecord run = await runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) ?? throw Missing($"there is no run '{runId}'");
        StepRecord record = run.Steps.FirstOrDefault(known => known.Name == step)
            ?? throw Missing($"run {runId} has no step '{step}'; it has {string.Join(", ", run.Steps.Select(known => known.Name))}");
        StepOutputs outputs = record.Outputs ?? throw Missing($"step {step} of run {runId} has made nothing: it is {record.State}");
        if (outputs.Values.TryGetValue(output, out string? value)) return new MemoryStream(Encoding.UTF8.GetBytes(value));
        if (!outputs.Artifacts.TryGetValue(output, out string? digest))
        {
            throw Missing($"step {step} of run {runId} has no output '{output}'; it has {string.Join(", ", outputs.Artifacts.Keys.Concat(outputs.Values.Keys).Order(StringComparer.Ordinal))}");
        }

        try
        {
            return File.OpenRead(await artifacts.FileAsync(digest, cancellationToken).ConfigureAwait(false));
        }
        catch (ArtifactException gone) when (gone.Code == ArtifactException.Damaged)
        {
            if (await runs.FilesRemovedAtAsync(runId, cancellationToken).ConfigureAwait(false) is not { } removedAt) throw;
            throw new ArtifactException($"output {output} of step {step} was removed by gc on {removedAt:yyyy-MM-dd}: run {runId} is over for long. Run the pipeline again to make it anew.", gone);
        }
    }

    private static RunException Missing(string message) => new(RunException.Unknown, message);
}

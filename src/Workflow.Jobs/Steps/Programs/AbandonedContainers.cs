using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>
/// Containers on this machine's engine that no attempt will remove any more: their worker was killed, and the step is over, or goes on elsewhere.
/// </summary>
/// <param name="containers">Finds and removes them.</param>
/// <param name="runs">Knows which attempts go on.</param>
public sealed class AbandonedContainers(StepContainers containers, RunStore runs)
{
    /// <summary>
    /// Removes the containers of attempts that the database knows to be over. Those of runs that it does not know are left alone: they may be
    /// another database's.
    /// </summary>
    /// <returns>What was removed, for people.</returns>
    /// <exception cref="DockerException">The engine refuses.</exception>
    /// <exception cref="HttpRequestException">The engine went away meanwhile.</exception>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken)
    {
        // In this order: an attempt is in the database before it can start anything.
        IReadOnlyList<StepContainer> found = await containers.FindAsync(cancellationToken).ConfigureAwait(false);
        var removed = new List<string>();
        foreach (IGrouping<string, StepContainer> ofRun in found.GroupBy(container => container.Claim.RunId, StringComparer.Ordinal))
        {
            if (await runs.FindAsync(ofRun.Key, cancellationToken).ConfigureAwait(false) is not { } run) continue;
            foreach (StepContainer container in ofRun.Where(container => !IsRunning(run, container.Claim)))
            {
                await containers.RemoveAsync(container, cancellationToken).ConfigureAwait(false);
                removed.Add($"{container.ShortId} ({container.Claim.Mark})");
            }
        }

        return removed;
    }

    private static bool IsRunning(RunRecord run, StepClaim claim) =>
        run.Steps.Any(step => step.Name == claim.Step && step.Fence == claim.Fence && step.State == StepState.Running);
}

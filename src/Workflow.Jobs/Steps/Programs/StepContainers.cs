using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>
/// Containers that programs of steps have started, where they say so by the label <c>workflow.step</c> with the value that stands in their
/// environment as <c>WORKFLOW_STEP</c>: run/step/fence.
/// </summary>
/// <param name="docker">The client of the engine; asked for it only when it is needed.</param>
public sealed class StepContainers(Func<DockerClient> docker)
{
    /// <summary>The label.</summary>
    public const string Label = "workflow.step";

    /// <summary>Removes the containers of an attempt, running or not, and those of earlier ones at the same step. Without an engine there are none.</summary>
    /// <param name="claim">The attempt.</param>
    /// <param name="log">Told what was removed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="DockerException">The engine refuses.</exception>
    public async Task RemoveAsync(StepClaim claim, IStepLog log, CancellationToken cancellationToken)
    {
        DockerClient client = docker();
        if (!await client.AnswersAsync(cancellationToken).ConfigureAwait(false)) return;

        // Nobody else has the step now: whatever bears an earlier fence belongs to an attempt that is over.
        string step = claim.Mark[..(claim.Mark.LastIndexOf('/') + 1)];
        foreach (DockerContainer container in await client.ListContainersAsync(Label, cancellationToken).ConfigureAwait(false))
        {
            if (!container.Labels.GetValueOrDefault(Label, string.Empty).StartsWith(step, StringComparison.Ordinal)) continue;
            await client.RemoveContainerAsync(container.Id, cancellationToken).ConfigureAwait(false);
            log.Write($"removed the container {container.Id[..Math.Min(12, container.Id.Length)]}, which the step had left");
        }
    }
}

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
        foreach (StepContainer container in await FindAsync(cancellationToken).ConfigureAwait(false))
        {
            // Whatever bears an earlier fence belongs to an attempt that is over. A later one may be somebody else's: this one may have lost the step.
            if (container.Claim with { Fence = claim.Fence } != claim || container.Claim.Fence > claim.Fence) continue;
            await RemoveAsync(container, cancellationToken).ConfigureAwait(false);
            log.Write($"removed the container {container.ShortId}, which the step had left");
        }
    }

    /// <summary>Those of all steps, running or not. Without an engine there are none.</summary>
    /// <exception cref="DockerException">The engine refuses.</exception>
    internal async Task<IReadOnlyList<StepContainer>> FindAsync(CancellationToken cancellationToken)
    {
        DockerClient client = docker();
        if (!await client.AnswersAsync(cancellationToken).ConfigureAwait(false)) return [];
        IReadOnlyList<DockerContainer> labelled = await client.ListContainersAsync(Label, cancellationToken).ConfigureAwait(false);
        return [.. labelled.SelectMany(container => StepClaim.TryParse(container.Labels[Label]) is { } claim ? [new StepContainer(container.Id, claim)] : Array.Empty<StepContainer>())];
    }

    /// <summary>Removes one, running or not.</summary>
    /// <exception cref="DockerException">The engine refuses.</exception>
    internal Task RemoveAsync(StepContainer container, CancellationToken cancellationToken) => docker().RemoveContainerAsync(container.Id, cancellationToken);
}

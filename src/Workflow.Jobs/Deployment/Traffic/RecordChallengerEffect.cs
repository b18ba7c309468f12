using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Records a second version at an endpoint together with the success of the step that brought it there: from then on it gets its share.</summary>
/// <param name="project">Project of the endpoint.</param>
/// <param name="before">The endpoint, as it was when the deployment began.</param>
/// <param name="challenger">The second version.</param>
internal sealed class RecordChallengerEffect(string project, EndpointRecord before, Challenger challenger) : IStepEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        EndpointRecord? present = await EndpointStore.LockAsync(transaction, project, before.Name, cancellationToken).ConfigureAwait(false);
        EndpointChanges.RequireSameServing(before.Name, before, present);
        if (!EndpointChanges.HasSeenSecond(before, present))
            throw new DeploymentException($"{present!.Challenger!.Version} became the second version at {before.Name} while this was deployed: look at it (workflow traffic {before.Name}) and deploy again");
        await SecondVersionHistory.AddPresentAsync(transaction, project, before.Name, $"{challenger.Version} took its place", challenger.Since, cancellationToken).ConfigureAwait(false);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE endpoint SET challenger = @challenger WHERE project = @project AND name = @Name",
            new { challenger = JobsJson.Write(challenger), project, before.Name },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}

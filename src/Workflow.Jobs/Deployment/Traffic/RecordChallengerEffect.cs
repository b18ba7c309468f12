using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Records a second version at an endpoint together with the success of the step that brought it there: from then on it gets its share.</summary>
internal sealed class RecordChallengerEffect(string endpoint, Challenger challenger) : IStepEffect
{
    /// <inheritdoc/>
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE endpoint SET challenger = @challenger WHERE project = (SELECT project FROM run WHERE id = @RunId) AND name = @endpoint",
            new { challenger = JobsJson.Write(challenger), claim.RunId, endpoint },
            transaction,
            cancellationToken: cancellationToken));
}

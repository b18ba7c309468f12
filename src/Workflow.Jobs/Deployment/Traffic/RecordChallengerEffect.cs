using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Records a second version at an endpoint together with the success of the step that brought it there: from then on it gets its share.</summary>
internal sealed class RecordChallengerEffect(string project, string endpoint, Challenger challenger) : IStepEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await SecondVersionHistory.AddPresentAsync(transaction, project, endpoint, $"{challenger.Version} took its place", challenger.Since, cancellationToken).ConfigureAwait(false);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE endpoint SET challenger = @challenger WHERE project = @project AND name = @endpoint",
            new { challenger = JobsJson.Write(challenger), project, endpoint },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}

using System.Data.Common;
using Dapper;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>An effect that leaves a mark each time it is applied.</summary>
internal sealed class CountingEffect : IStepEffect
{
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) => transaction.Connection!.ExecuteAsync(
        "INSERT INTO step_event (run_id, sequence, step, fence, kind, at) SELECT @RunId, COUNT(*) + 1000, @Step, @Fence, 'effect', 0 FROM step_event",
        claim,
        transaction);
}

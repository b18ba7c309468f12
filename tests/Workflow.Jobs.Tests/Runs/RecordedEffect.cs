using System.Data.Common;
using Dapper;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>An effect that writes a row of the cache, or fails.</summary>
internal sealed class RecordedEffect(Exception? failure = null) : IStepEffect
{
    public const string Key = "written by an effect";

    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (failure is not null) throw failure;
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO step_cache (cache_key, step, outputs, run_id, created_at) VALUES (@Key, @Step, '{}', @RunId, 0)",
            new { Key, claim.Step, claim.RunId },
            transaction,
            cancellationToken: cancellationToken));
    }
}

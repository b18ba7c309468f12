using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Logs;

/// <summary>Keeps and reads the lines that steps have written.</summary>
public sealed class StepLogStore(IDatabase database, TimeProvider time, RunSignal signal)
{
    /// <summary>Appends lines, each with its end, where the claim still holds. They get the next number of the run's feed.</summary>
    /// <returns>False where the claim is stale: nothing is stored.</returns>
    public async Task<bool> AppendAsync(StepClaim claim, string lines, CancellationToken cancellationToken)
    {
        bool isStored = await database.WriteAsync(
            async transaction =>
            {
                // The counter's row is locked until the commit: numbers become visible in order.
                long? sequence = await transaction.Connection!.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                    """
                    UPDATE run SET next_event = next_event + 1
                    WHERE id = @RunId AND EXISTS (SELECT 1 FROM step WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running')
                    RETURNING next_event - 1
                    """,
                    claim,
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                if (sequence is null) return false;
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    "INSERT INTO step_log (run_id, sequence, step, fence, at, lines) VALUES (@RunId, @sequence, @Step, @Fence, @now, @lines)",
                    new { claim.RunId, sequence, claim.Step, claim.Fence, now = time.GetUtcNow().ToUnixTimeMilliseconds(), lines = StorableText.Of(lines) },
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (isStored) signal.Pulse();
        return isStored;
    }
}

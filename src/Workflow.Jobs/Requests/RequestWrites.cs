using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Requests;

/// <summary>What transactions write about requests, together with whatever is the reason to ask.</summary>
internal static class RequestWrites
{
    /// <summary>Asks for a run.</summary>
    /// <returns>False where the key was asked with before: nothing is written.</returns>
    public static async Task<bool> AskAsync(this WriteScope scope, NewRequest request)
    {
        int inserted = await scope.ExecuteAsync(
            """
            INSERT INTO run_request (id, project, pipeline, settings, cause_kind, cause, cause_id, logical_at, idempotency_key, overlap, group_key, group_maximum,
                                     not_before, state, created_at)
            VALUES (@id, @project, @Pipeline, @settings, @causeKind, @cause, @causeId, @logicalAt, @idempotencyKey, @overlap, @Group, @groupMaximum,
                    @notBefore, 'Pending', @now)
            ON CONFLICT (idempotency_key) DO NOTHING
            """,
            new
            {
                id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(scope.Now)).ToString(),
                project = Projects.Default,
                request.Pipeline,
                settings = JobsJson.Write(request.Settings),
                causeKind = request.Cause.Kind.ToString().ToLowerInvariant(),
                cause = StorableText.Of(request.Cause.Text),
                causeId = StorableText.Of(request.Cause.Id),
                logicalAt = request.LogicalAt?.ToUnixTimeMilliseconds(),
                idempotencyKey = StorableText.Of(request.IdempotencyKey),
                overlap = request.Overlap.ToString(),
                request.Group,
                groupMaximum = (long?)request.GroupMaximum,
                notBefore = request.NotBefore?.ToUnixTimeMilliseconds() ?? scope.Now,
                now = scope.Now,
            }).ConfigureAwait(false);
        if (inserted > 0) scope.Wake();
        return inserted > 0;
    }

    /// <summary>Ends every pending request of a group.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> WithdrawGroupAsync(this WriteScope scope, string group, string reason) => scope.ExecuteAsync(
        "UPDATE run_request SET state = 'Skipped', reason = @reason, ended_at = @Now WHERE group_key = @group AND state = 'Pending'",
        new { group, reason = StorableText.Of(reason), scope.Now });
}

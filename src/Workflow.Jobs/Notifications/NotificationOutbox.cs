using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Notifications;

/// <summary>Writes what is to be sent, in the transaction of what it tells.</summary>
internal static class NotificationOutbox
{
    /// <summary>The end of an event that a run has once, however often it is resumed.</summary>
    public const long NoEnd = 0;

    /// <summary>Adds a notification, unless the webhook has been told of this event of this run and end. One for a disabled webhook is given up at once: it can be sent by hand later.</summary>
    /// <returns>Its identifier; null where it was there already.</returns>
    public static async Task<string?> AddAsync(
        DbTransaction transaction, string project, string webhook, string? disabled, NotificationPayload payload, long runEnd, CancellationToken cancellationToken)
    {
        string id = Guid.CreateVersion7(payload.At).ToString();
        long now = payload.At.ToUnixTimeMilliseconds();
        int added = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO notification (id, project, webhook, event, run_id, run_end, payload, state, reason, attempts_allowed, next_at, created_at, ended_at)
            VALUES (@id, @project, @webhook, @Event, @Run, @runEnd, @body, @state, @disabled, @allowed, @now, @now, @endedAt)
            ON CONFLICT (project, webhook, event, run_id, run_end) DO NOTHING
            """,
            new
            {
                id,
                project,
                webhook,
                payload.Event,
                payload.Run,
                runEnd,
                body = JobsJson.WriteWire(payload),
                state = disabled is null ? NotificationStates.Pending : NotificationStates.GivenUp,
                disabled,
                allowed = (long)NotificationTransitions.Attempts,
                now,
                endedAt = disabled is null ? null : (long?)now,
            },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return added == 0 ? null : id;
    }
}

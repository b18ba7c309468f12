using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Requests;

/// <summary>A row of run_request.</summary>
internal sealed class RequestRow
{
    /// <summary>Selects rows.</summary>
    public const string Columns = """
        SELECT q.id AS Id, q.project AS Project, q.pipeline AS Pipeline, q.settings AS Settings, q.cause_kind AS CauseKind, q.cause AS Cause, q.cause_id AS CauseId,
               q.logical_at AS LogicalAt, q.idempotency_key AS IdempotencyKey, q.overlap AS Overlap, q.group_key AS GroupKey, q.group_maximum AS GroupMaximum,
               q.not_before AS NotBefore, q.state AS State, q.run_id AS RunId, q.reason AS Reason, q.attempts AS Attempts, q.created_at AS CreatedAt, q.ended_at AS EndedAt
        FROM run_request q
        """;

    public string Id { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Pipeline { get; init; } = string.Empty;

    public string Settings { get; init; } = string.Empty;

    public string CauseKind { get; init; } = string.Empty;

    public string Cause { get; init; } = string.Empty;

    public string? CauseId { get; init; }

    public long? LogicalAt { get; init; }

    public string IdempotencyKey { get; init; } = string.Empty;

    public string Overlap { get; init; } = string.Empty;

    public string? GroupKey { get; init; }

    public long? GroupMaximum { get; init; }

    public long NotBefore { get; init; }

    public string State { get; init; } = string.Empty;

    public string? RunId { get; init; }

    public string? Reason { get; init; }

    public long Attempts { get; init; }

    public long CreatedAt { get; init; }

    public long? EndedAt { get; init; }

    public RequestRecord ToRecord() => new()
    {
        Id = Id,
        Project = Project,
        Pipeline = Pipeline,
        Settings = JobsJson.Read<string[]>(Settings),
        Cause = new RunCause(Enum.Parse<RunCauseKind>(CauseKind, ignoreCase: true), Cause, CauseId),
        LogicalAt = Time(LogicalAt),
        IdempotencyKey = IdempotencyKey,
        Overlap = Enum.Parse<OverlapPolicy>(Overlap),
        Group = GroupKey,
        GroupMaximum = (int?)GroupMaximum,
        NotBefore = DateTimeOffset.FromUnixTimeMilliseconds(NotBefore),
        State = Enum.Parse<RequestState>(State),
        RunId = RunId,
        Reason = Reason,
        Attempts = (int)Attempts,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        EndedAt = Time(EndedAt),
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

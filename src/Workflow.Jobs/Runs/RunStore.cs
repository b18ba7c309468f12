using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>Reads runs.</summary>
public sealed class RunStore(IDatabase database)
{
    private const string StepColumns = """
        SELECT run_id AS RunId, name AS Name, state AS State, fence AS Fence, reason AS Reason, progress AS Progress, outputs AS Outputs, queue AS Queue,
               worker AS Worker, attempt AS Attempt, attempts AS Attempts, not_before AS NotBefore, approval AS Approval, redo AS Redo,
               fingerprint AS Fingerprint, started_at AS StartedAt, ended_at AS EndedAt
        FROM step
        """;

    private const string RunColumns = """
        SELECT id AS Id, project AS Project, definition AS Definition, settings AS Settings, cause AS Cause, cause_kind AS CauseKind, cause_id AS CauseId, state AS State,
               reason AS Reason, cancel_requested AS CancelRequested, no_cache AS NoCache, logical_at AS LogicalAt, created_at AS CreatedAt, started_at AS StartedAt, ended_at AS EndedAt
        FROM run
        """;

    /// <summary>A run by identifier; null where there is none.</summary>
    public Task<RunRecord?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            // One round trip: every attempt at a step begins with it.
            SqlMapper.GridReader results = await connection.QueryMultipleAsync(Command(
                $"{RunColumns} WHERE id = @id; {StepColumns} WHERE run_id = @id ORDER BY position", new { id }, cancellationToken)).ConfigureAwait(false);
            await using (results.ConfigureAwait(false))
            {
                RunRow? run = await results.ReadFirstOrDefaultAsync<RunRow>().ConfigureAwait(false);
                return run is null ? null : ToRecord(run, await results.ReadAsync<StepRow>().ConfigureAwait(false));
            }
        },
        cancellationToken);

    /// <summary>The newest runs, newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Only runs created before this one; null to begin with the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<RunRecord>> ListAsync(RunFilter filter, int limit, string? before, CancellationToken cancellationToken)
    {
        // The tags' own index is in the order of runs too: however rare a tag is, no other run is looked at.
        string key = filter.Tag is null ? "id" : "run_tag.run_id";
        var conditions = new List<string>();
        if (before is not null) conditions.Add($"{key} < @before");
        if (filter.Id is { } part)
        {
            // Each of the two by an index of its own: neither grows with the number of runs, where the part is as long as lists show it.
            int end = Math.Max(1, RunNames.IdLength + 1 - part.Length);
            conditions.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {key} IN (
                    SELECT id FROM run WHERE id >= @part AND id < @partEnd AND substr(id, 1, {part.Length}) = @part
                    UNION ALL
                    SELECT id FROM run WHERE substr(id, {end}) = @part)
                """));
        }

        // Few runs are in any state but this one, so the state leads to them; an expression keeps the engine from going through the pipeline's.
        bool isRare = filter.State is not (null or RunState.Succeeded);
        if (filter.Pipeline is not null) conditions.Add(isRare ? "project = @project AND COALESCE(pipeline, '') = @pipeline" : "project = @project AND pipeline = @pipeline");
        if (filter.State is not null) conditions.Add("state = @state");
        if (filter.Tag is not null) conditions.Add("tag = @tag");
        if (filter.Step is not null) conditions.Add($"EXISTS (SELECT 1 FROM step WHERE run_id = {key} AND name = @step)");
        if (filter.BuiltFrom is not null) conditions.Add("cause_kind = @rebuild AND cause_id = @builtFrom");
        string join = filter.Tag is null ? string.Empty : "JOIN run_tag ON run_tag.run_id = run.id";
        string where = conditions.Count == 0 ? string.Empty : $"WHERE {string.Join(" AND ", conditions)}";
        var parameters = new
        {
            before,
            part = filter.Id,

            // Behind every letter that an identifier has, in any collation.
            partEnd = $"{filter.Id}g",
            project = Projects.Default,
            pipeline = filter.Pipeline,
            state = filter.State?.ToString(),
            tag = filter.Tag,
            step = filter.Step,
            rebuild = nameof(RunCauseKind.Rebuild).ToLowerInvariant(),
            builtFrom = filter.BuiltFrom,
            limit = (long)limit,
        };
        return ReadRunsAsync($"{join} {where} ORDER BY {key} DESC LIMIT @limit", parameters, cancellationToken);
    }

    /// <summary>The names of all pipelines that have run.</summary>
    public Task<IReadOnlyList<string>> PipelinesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(Command(
            "SELECT DISTINCT pipeline FROM run WHERE project = @project ORDER BY pipeline", new { project = Projects.Default }, cancellationToken)).ConfigureAwait(false)).AsList(),
        cancellationToken);

    /// <summary>The oldest unfinished run of exactly this pipeline, pinned files included; null where there is none.</summary>
    public async Task<RunRecord?> FindUnfinishedAsync(PipelineDefinition definition, bool noCache, CancellationToken cancellationToken) =>
        (await ReadRunsAsync(
            "WHERE pipeline = @name AND definition = @definition AND state IN ('Queued', 'Running', 'Waiting') AND cancel_requested = 0 AND no_cache = @noCache ORDER BY id",
            new { name = definition.Name, definition = JobsJson.Write(definition), noCache = noCache ? 1L : 0L },
            cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>When files that the steps of a run had handed on were removed; null where all are kept.</summary>
    public Task<DateTimeOffset?> FilesRemovedAtAsync(string runId, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QueryFirstOrDefaultAsync<long?>(Command("SELECT removed_at FROM run_removal WHERE run_id = @runId", new { runId }, cancellationToken)).ConfigureAwait(false) is { } at
            ? Time(at)
            : (DateTimeOffset?)null,
        cancellationToken);

    /// <summary>What happened to a run, in order.</summary>
    public Task<IReadOnlyList<StepEvent>> EventsAsync(string runId, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<EventRow> rows = await connection.QueryAsync<EventRow>(Command(
                "SELECT sequence AS Sequence, step AS Step, kind AS Kind, message AS Message, at AS At FROM step_event WHERE run_id = @runId ORDER BY sequence",
                new { runId },
                cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<StepEvent>)[.. rows.Select(row => new StepEvent(row.Sequence, row.Step, row.Kind, row.Message, Time(row.At)))];
        },
        cancellationToken);

    /// <summary>Outputs that an earlier run left under a cache key; null where there are none.</summary>
    public Task<StepOutputs?> FindCachedAsync(string cacheKey, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            string? outputs = await connection.QueryFirstOrDefaultAsync<string>(Command(
                "SELECT outputs FROM step_cache WHERE cache_key = @cacheKey", new { cacheKey }, cancellationToken)).ConfigureAwait(false);
            return outputs is null ? null : JobsJson.Read<StepOutputs>(outputs);
        },
        cancellationToken);

    /// <summary>The run whose result is kept under a cache key; null where there is none.</summary>
    public Task<string?> FindCachedRunAsync(string cacheKey, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<string>(Command("SELECT run_id FROM step_cache WHERE cache_key = @cacheKey", new { cacheKey }, cancellationToken)),
        cancellationToken);

    private Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            List<RunRow> runs = (await connection.QueryAsync<RunRow>(Command($"{RunColumns} {condition}", parameters, cancellationToken)).ConfigureAwait(false)).AsList();
            ILookup<string, StepRow> steps = await ReadStepsAsync(connection, [.. runs.Select(run => run.Id)], cancellationToken).ConfigureAwait(false);
            return (IReadOnlyList<RunRecord>)[.. runs.Select(run => ToRecord(run, steps[run.Id]))];
        },
        cancellationToken);

    private static async Task<ILookup<string, StepRow>> ReadStepsAsync(DbConnection connection, string[] runs, CancellationToken cancellationToken)
    {
        if (runs.Length == 0) return Array.Empty<StepRow>().ToLookup(step => step.RunId, StringComparer.Ordinal);

        var parameters = new DynamicParameters();
        string ids = parameters.AddList("run", runs);
        IEnumerable<StepRow> steps = await connection.QueryAsync<StepRow>(Command(
            $"{StepColumns} WHERE run_id IN {ids} ORDER BY run_id, position",
            parameters,
            cancellationToken)).ConfigureAwait(false);
        return steps.ToLookup(step => step.RunId, StringComparer.Ordinal);
    }

    private static RunRecord ToRecord(RunRow run, IEnumerable<StepRow> steps) => new()
    {
        Id = run.Id,
        Project = run.Project,
        Definition = StoredDefinition.Read(run.Definition),
        Settings = JobsJson.Read<IReadOnlyList<string>>(run.Settings),
        Cause = new RunCause(Enum.Parse<RunCauseKind>(run.CauseKind, ignoreCase: true), run.Cause, run.CauseId),
        State = Enum.Parse<RunState>(run.State),
        Reason = run.Reason,
        IsCancelRequested = run.CancelRequested != 0,
        NoCache = run.NoCache != 0,
        LogicalAt = run.LogicalAt is { } logical ? Time(logical) : null,
        CreatedAt = Time(run.CreatedAt),
        StartedAt = run.StartedAt is { } started ? Time(started) : null,
        EndedAt = run.EndedAt is { } ended ? Time(ended) : null,
        Steps = [.. steps.Select(ToRecord)],
    };

    private static StepRecord ToRecord(StepRow step) => new()
    {
        Name = step.Name,
        State = Enum.Parse<StepState>(step.State),
        Fence = step.Fence,
        Reason = step.Reason,
        Progress = step.Progress is null ? null : JobsJson.Read<StepProgress>(step.Progress),
        Outputs = step.Outputs is null ? null : JobsJson.Read<StepOutputs>(step.Outputs),
        Queue = step.Queue,
        Worker = step.Worker,
        Attempt = (int)step.Attempt,
        Attempts = (int)step.Attempts,
        NotBefore = step.NotBefore is { } notBefore ? Time(notBefore) : null,
        NeedsApproval = step.Approval == 1,
        MustRedo = step.Redo != 0,
        Fingerprint = step.Fingerprint,
        StartedAt = step.StartedAt is { } started ? Time(started) : null,
        EndedAt = step.EndedAt is { } ended ? Time(ended) : null,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);

    private sealed class RunRow
    {
        public string Id { get; init; } = string.Empty;

        public string Project { get; init; } = string.Empty;

        public string Definition { get; init; } = string.Empty;

        public string Settings { get; init; } = string.Empty;

        public string Cause { get; init; } = string.Empty;

        public string CauseKind { get; init; } = string.Empty;

        public string? CauseId { get; init; }

        public long? LogicalAt { get; init; }

        public string State { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public long CancelRequested { get; init; }

        public long NoCache { get; init; }

        public long CreatedAt { get; init; }

        public long? StartedAt { get; init; }

        public long? EndedAt { get; init; }
    }

    private sealed class StepRow
    {
        public string RunId { get; init; } = string.Empty;

        public string Name { get; init; } = string.Empty;

        public string State { get; init; } = string.Empty;

        public long Fence { get; init; }

        public string? Reason { get; init; }

        public string? Progress { get; init; }

        public string? Outputs { get; init; }

        public string Queue { get; init; } = string.Empty;

        public string? Worker { get; init; }

        public long Attempt { get; init; }

        public long Attempts { get; init; }

        public long? NotBefore { get; init; }

        public long Approval { get; init; }

        public long Redo { get; init; }

        public string? Fingerprint { get; init; }

        public long? StartedAt { get; init; }

        public long? EndedAt { get; init; }
    }

    private sealed class EventRow
    {
        public long Sequence { get; init; }

        public string Step { get; init; } = string.Empty;

        public string Kind { get; init; } = string.Empty;

        public string? Message { get; init; }

        public long At { get; init; }
    }
}

using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Schedules;

/// <summary>Reads schedules, and does what people do to them. No edit, pause or resumption begins runs for the past.</summary>
public sealed class ScheduleStore(IDatabase database, TimeProvider time, RunSignal signal)
{
    private const int MostNamed = 20;
    private static readonly TimeSpan LongestJitter = TimeSpan.FromDays(3660);

    /// <summary>A schedule by identifier; null where there is none.</summary>
    public async Task<ScheduleRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE id = @id", new { id }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>A schedule by its names; null where there is none.</summary>
    public async Task<ScheduleRecord?> FindAsync(string pipeline, string name, CancellationToken cancellationToken) => (await ReadAsync(
        "WHERE project = @project AND pipeline = @pipeline AND name = @name", new { project = Projects.Default, pipeline, name }, cancellationToken)
        .ConfigureAwait(false)).FirstOrDefault();

    /// <summary>A schedule by what people call it.</summary>
    /// <param name="text">Its identifier, or PIPELINE/NAME.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ScheduleException">There is none; the message names those that there are.</exception>
    public async Task<ScheduleRecord> RequireAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] names = text.Split('/');
        ScheduleRecord? found = names.Length == 2
            ? await FindAsync(names[0], names[1], cancellationToken).ConfigureAwait(false)
            : await FindAsync(text, cancellationToken).ConfigureAwait(false);
        if (found is not null) return found;
        string[] all = [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(schedule => schedule.ToString()).Take(MostNamed)];
        string known = all.Length == 0 ? "there are none yet" : NearestName.Hint(text, all);
        throw new ScheduleException(ScheduleException.Unknown, $"there is no schedule '{text}'; {known}");
    }

    /// <summary>Every schedule, by pipeline and name.</summary>
    public Task<IReadOnlyList<ScheduleRecord>> ListAsync(CancellationToken cancellationToken) => ReadAsync("ORDER BY pipeline, name", new { }, cancellationToken);

    /// <summary>What happened to a schedule, the newest first.</summary>
    public Task<IReadOnlyList<ScheduleEvent>> EventsAsync(string id, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<EventRow> rows = await connection.QueryAsync<EventRow>(new CommandDefinition(
                """
                SELECT sequence AS Sequence, kind AS Kind, message AS Message, at AS At FROM schedule_event
                WHERE schedule_id = @id ORDER BY sequence DESC LIMIT @limit
                """,
                new { id, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<ScheduleEvent>)
                [.. rows.Select(row => new ScheduleEvent(row.Sequence, row.Kind, row.Message, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))];
        },
        cancellationToken);

    /// <summary>Makes a schedule that is edited here.</summary>
    /// <param name="file">pipelines.yaml: the pipeline must be there, and take the settings.</param>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="definition">What it does, and when.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="ScheduleException">The definition cannot be used, or the pipeline has a schedule of this name.</exception>
    /// <exception cref="PipelineException">There is no such pipeline.</exception>
    /// <exception cref="ConfigurationException">The settings do not fit the pipeline.</exception>
    public async Task<ScheduleRecord> CreateAsync(PipelinesFile file, string pipeline, ScheduleDefinition definition, string by, CancellationToken cancellationToken)
    {
        Check(file, pipeline, definition);
        ScheduleRecord? made = await WriteAsync(
            async scope =>
            {
                await scope.LockAsync(ScheduleWrites.ListLock).ConfigureAwait(false);
                ScheduleRecord made = ScheduleWrites.New(pipeline, definition, ScheduleOrigin.User, scope.Now);
                if (!await scope.InsertAsync(made).ConfigureAwait(false)) return null;
                await scope.RecordAsync(made.Id, "created", $"by {by}").ConfigureAwait(false);
                return made;
            },
            cancellationToken).ConfigureAwait(false);
        return made ?? throw new ScheduleException(ScheduleException.Exists, $"pipeline {pipeline} has a schedule '{definition.Name}' already; choose another name, or edit that one");
    }

    /// <summary>Gives a schedule another definition; the name stays.</summary>
    /// <param name="file">pipelines.yaml.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="revision">The revision that the user has seen; null for any.</param>
    /// <param name="definition">What it does, and when.</param>
    /// <param name="by">Who edits it.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="ScheduleException">It is unknown, edited in pipelines.yaml, or has changed meanwhile; or the definition cannot be used.</exception>
    public Task<ScheduleRecord> UpdateAsync(
        PipelinesFile file, string id, long? revision, ScheduleDefinition definition, string by, CancellationToken cancellationToken) => ChangeAsync(
        id,
        async (scope, schedule) =>
        {
            RequireOwn(schedule);
            if (revision is not null && revision != schedule.Revision)
                throw new ScheduleException(ScheduleException.Changed, $"schedule {schedule} was changed by somebody else meanwhile; look at it again");
            ScheduleDefinition named = definition with { Name = schedule.Definition.Name };
            Check(file, schedule.Pipeline, named);
            await scope.RecordAsync(id, "edited", $"by {by}").ConfigureAwait(false);
            return schedule.Edited(named, ScheduleOrigin.User, scope.Now);
        },
        cancellationToken);

    /// <summary>Removes a schedule; runs that it asked for and that have not begun are taken back.</summary>
    /// <exception cref="ScheduleException">It is unknown, or edited in pipelines.yaml.</exception>
    public Task DeleteAsync(string id, string by, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            ScheduleRecord schedule = await LockAsync(scope, id).ConfigureAwait(false);
            RequireOwn(schedule);
            await scope.DeleteAsync(schedule, $"its schedule was removed by {by}").ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Passes over the ticks of a schedule from now on, wherever it is written.</summary>
    /// <exception cref="ScheduleException">It is unknown, or paused already, or no reason is given.</exception>
    public Task<ScheduleRecord> PauseAsync(string id, string reason, string by, CancellationToken cancellationToken) => ChangeAsync(
        id,
        async (scope, schedule) =>
        {
            if (string.IsNullOrWhiteSpace(reason)) throw new ScheduleException($"say why schedule {schedule} is paused: whoever finds it paused will want to know");
            if (schedule.IsPaused) throw new ScheduleException(ScheduleException.Paused, $"schedule {schedule} is paused already, by {schedule.PausedBy}: {schedule.PauseReason}");
            await scope.RecordAsync(id, "paused", $"by {by}: {reason}").ConfigureAwait(false);
            return schedule with { IsPaused = true, PauseReason = StorableText.Of(reason), PausedBy = StorableText.Of(by), Revision = schedule.Revision + 1, UpdatedAt = Moment(scope) };
        },
        cancellationToken);

    /// <summary>Lets a schedule go on with the next tick; the history says which ticks the pause has cost.</summary>
    /// <exception cref="ScheduleException">It is unknown, or not paused.</exception>
    public Task<ScheduleRecord> ResumeAsync(string id, string by, CancellationToken cancellationToken) => ChangeAsync(
        id,
        async (scope, schedule) =>
        {
            if (!schedule.IsPaused) throw new ScheduleException(ScheduleException.NotPaused, $"schedule {schedule} is not paused");
            await scope.RecordAsync(id, "resumed", $"by {by}").ConfigureAwait(false);
            return schedule with { IsPaused = false, PauseReason = null, PausedBy = null, Revision = schedule.Revision + 1, UpdatedAt = Moment(scope) };
        },
        cancellationToken);

    /// <summary>Asks for a run now, with the settings of a schedule, paused or not. It does not wait for other runs of the schedule; they count it.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="key">Asked again with the same key, nothing happens; null for no such check.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>Identifier of the request.</returns>
    /// <exception cref="ScheduleException">It is unknown, or begins no runs.</exception>
    public Task<string> RunNowAsync(string id, string by, string? key, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            ScheduleRecord schedule = await LockAsync(scope, id).ConfigureAwait(false);
            var request = new NewRequest(
                schedule.Pipeline, new RunCause(RunCauseKind.Hand, $"schedule {schedule}, run now by {by}", id), $"now:{id}:{key ?? Guid.CreateVersion7(Moment(scope)).ToString()}")
            {
                Settings = schedule.Definition.Settings,
                Group = schedule.Group,
            };
            await scope.AskAsync(request).ConfigureAwait(false);
            return await scope.ScalarAsync<string>(
                "SELECT id FROM run_request WHERE idempotency_key = @key", new { key = StorableText.Of(request.IdempotencyKey) }).ConfigureAwait(false);
        },
        cancellationToken);

    private static DateTimeOffset Moment(WriteScope scope) => DateTimeOffset.FromUnixTimeMilliseconds(scope.Now);

    private static async Task<ScheduleRecord> LockAsync(WriteScope scope, string id) =>
        await scope.LockScheduleAsync(id).ConfigureAwait(false) ?? throw new ScheduleException(ScheduleException.Unknown, $"there is no schedule {id}");

    private static void RequireOwn(ScheduleRecord schedule)
    {
        if (schedule.Origin == ScheduleOrigin.Yaml)
            throw new ScheduleException(ScheduleException.InYaml, $"schedule {schedule} is written in pipelines.yaml: edit it there; here it can be paused");
    }

    private static void Check(PipelinesFile file, string pipeline, ScheduleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(definition);
        if (!ConfigNames.IsName(definition.Name)) throw new ScheduleException($"'{definition.Name}' is no name of a schedule: {ConfigNames.Rule}");
        if (definition.Do == ScheduleDefinition.Batch) throw new ScheduleException("what is to be scored is written in pipelines.yaml: schedules: {NAME: {do: batch, cron: ..., in: ..., out: ...}}");
        if (definition.Do != ScheduleDefinition.Run) throw new ScheduleException($"'{definition.Do}' is unknown; allowed: run");
        if (definition.Jitter < TimeSpan.Zero || definition.Jitter > LongestJitter) throw new ScheduleException($"the jitter {definition.Jitter} is not allowed; allowed: 0 to 3660 days");
        _ = CronTimes.Parse(definition.Cron, definition.Zone, definition.Start, definition.End);
        _ = file.Read(pipeline, definition.Settings);
    }

    private Task<ScheduleRecord> ChangeAsync(string id, Func<WriteScope, ScheduleRecord, Task<ScheduleRecord>> change, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            ScheduleRecord old = await LockAsync(scope, id).ConfigureAwait(false);
            ScheduleRecord changed = await change(scope, await scope.SettleAsync(old).ConfigureAwait(false)).ConfigureAwait(false);
            await scope.SaveAsync(old, changed).ConfigureAwait(false);
            return changed;
        },
        cancellationToken);

    private async Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancellationToken)
    {
        T done = await WriteScope.RunAsync(
            database,
            time,
            scope =>
            {
                scope.Wake();
                return work(scope);
            },
            cancellationToken).ConfigureAwait(false);
        signal.Pulse();
        return done;
    }

    private Task<IReadOnlyList<ScheduleRecord>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<ScheduleRow> rows = await connection.QueryAsync<ScheduleRow>(new CommandDefinition(
                $"{ScheduleRow.Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<ScheduleRecord>)[.. rows.Select(row => row.ToRecord())];
        },
        cancellationToken);

    private sealed class EventRow
    {
        public long Sequence { get; init; }

        public string Kind { get; init; } = string.Empty;

        public string Message { get; init; } = string.Empty;

        public long At { get; init; }
    }
}

using Microsoft.Extensions.Logging;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Requests;

/// <summary>
/// Begins the runs that were asked for. Any number of processes may do so: a request is one starter's at a time, and its run has the
/// request's idempotency key.
/// </summary>
public sealed class RequestStarter
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly RetryDefinition Waits = new() { Delay = TimeSpan.FromSeconds(5), Factor = 2, MaximumDelay = TimeSpan.FromMinutes(5), Jitter = 0 };

    private readonly RequestTurns _turns;
    private readonly RunStarter _starter;
    private readonly BatchStarter _batches;
    private readonly ScheduleStore _schedules;
    private readonly RunTransitions _transitions;
    private readonly RunSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestStarter> _log;

    /// <summary>Creates a starter.</summary>
    public RequestStarter(
        RequestTurns turns, RunStarter starter, BatchStarter batches, ScheduleStore schedules, RunTransitions transitions, RunSignal signal, TimeProvider time, ILogger<RequestStarter> log)
    {
        _turns = turns;
        _starter = starter;
        _batches = batches;
        _schedules = schedules;
        _transitions = transitions;
        _signal = signal;
        _time = time;
        _log = log;
    }

    /// <summary>Begins runs until it is told to stop.</summary>
    /// <param name="pipelinesPath">pipelines.yaml, read anew for every run.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(string pipelinesPath, CancellationToken stop)
    {
        var pace = new LoopPace(_signal, _time, ShortestPause);
        while (!stop.IsCancellationRequested)
        {
            pace.Begin();
            try
            {
                await StartDueAsync(pipelinesPath, stop).ConfigureAwait(false);
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                _log.DatabaseAway(away);
            }

            await pace.WaitAsync(PollInterval, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Begins every run that may begin now.</summary>
    /// <returns>How many requests it has claimed.</returns>
    public async Task<int> StartDueAsync(string pipelinesPath, CancellationToken cancellationToken)
    {
        int count = 0;
        for (; await _turns.ClaimFreeAsync(cancellationToken).ConfigureAwait(false) is { } request; count++)
        {
            await BeginAsync(request, pipelinesPath, cancellationToken).ConfigureAwait(false);
        }

        foreach (string group in await _turns.GroupsAsync(cancellationToken).ConfigureAwait(false))
        {
            count += await StartGroupAsync(group, pipelinesPath, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    private async Task<int> StartGroupAsync(string group, string pipelinesPath, CancellationToken cancellationToken)
    {
        for (int count = 0; ;)
        {
            GroupTurn turn = await _turns.TakeTurnAsync(group, cancellationToken).ConfigureAwait(false);
            foreach (string run in turn.ToCancel)
            {
                await _transitions.RequestCancelAsync(run, "the next run of its schedule is due", cancellationToken).ConfigureAwait(false);
            }

            if (turn.Claimed is { } request)
            {
                await BeginAsync(request, pipelinesPath, cancellationToken).ConfigureAwait(false);
                count++;
            }
            else if (!turn.IsSettled)
            {
                return count;
            }
        }
    }

    private async Task BeginAsync(RequestRecord request, string pipelinesPath, CancellationToken cancellationToken)
    {
        try
        {
            PipelinesFile file = PipelinesFile.Open(pipelinesPath);
            if (!file.Names.Contains(request.Pipeline, StringComparer.Ordinal))
            {
                string gone = $"{pipelinesPath} has no pipeline '{request.Pipeline}' any more";
                await _turns.FailAsync(request, gone, cancellationToken).ConfigureAwait(false);
                _log.RunRefused(request.Pipeline, gone);
                return;
            }

            NewRun prepared = await PrepareAsync(file, request, cancellationToken).ConfigureAwait(false);

            // If we die here, whoever claims the request next begins the run.
            string? runId = await _turns.BeginAsync(request, prepared, cancellationToken).ConfigureAwait(false);
            if (runId is null) _log.RequestGone(request.Pipeline, request.Cause.Text);
            else _log.RunBegins(runId, request.Pipeline, request.Cause.Text);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends: another one, or the next, need not wait for the end of the claim.
            await _turns.PutBackAsync(request, TimeSpan.Zero, request.Reason, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (Exception wrong) when (wrong is not StorageException)
        {
            if (wrong is WorkflowException) _log.RunPutOff(request.Pipeline, wrong.Message);
            else _log.RunCrashed(wrong, request.Pipeline);
            await _turns.PutBackAsync(request, Waits.DelayAfter(request.Attempts, request.Id), wrong.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<NewRun> PrepareAsync(PipelinesFile file, RequestRecord request, CancellationToken cancellationToken)
    {
        if (await FindBatchAsync(file, request, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            var scoring = new BatchRequest(request.Pipeline, batch.Inputs, batch.Output, request.Cause)
            {
                Version = batch.Version,
                Options = batch.Options,
                BaseDirectory = file.Directory,
                LogicalAt = request.LogicalAt,
                IdempotencyKey = request.IdempotencyKey,
            };
            return await _batches.PrepareAsync(scoring, cancellationToken).ConfigureAwait(false);
        }

        var run = new RunRequest(request.Pipeline, request.Settings, request.Cause) { LogicalAt = request.LogicalAt, IdempotencyKey = request.IdempotencyKey };
        return await _starter.PrepareAsync(file, run, cancellationToken).ConfigureAwait(false);
    }

    // As pipelines.yaml has the schedule now: only there are batches scheduled.
    private async Task<ScheduledBatch?> FindBatchAsync(PipelinesFile file, RequestRecord request, CancellationToken cancellationToken)
    {
        if (request.Cause.Id is not { } id || await _schedules.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } schedule || schedule.Definition.Do != ScheduleDefinition.Batch) return null;
        return file.Read(schedule.Pipeline, []).Schedules.FirstOrDefault(written => written.Name == schedule.Definition.Name)?.ScheduledBatch
            ?? throw new ScheduleException($"schedule {schedule} is not in pipelines.yaml any more, and so is what it scores");
    }
}

using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Home;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Workers;

/// <summary>Carries out one claimed step and records how it ended.</summary>
public sealed class StepRunner
{
    private readonly RunStore _runs;
    private readonly RunTransitions _transitions;
    private readonly StepTools _tools;
    private readonly WorkflowHome _home;
    private readonly StepDirectories _directories;
    private readonly TimeProvider _time;
    private readonly ILogger<StepRunner> _log;

    /// <summary>Creates a runner.</summary>
    public StepRunner(RunStore runs, RunTransitions transitions, StepTools tools, WorkflowHome home, TimeProvider time, ILogger<StepRunner> log)
    {
        _runs = runs;
        _transitions = transitions;
        _tools = tools;
        _home = home;
        _directories = new StepDirectories(home);
        _time = time;
        _log = log;
    }

    /// <summary>Carries out a step. Never throws for what the step does; the database says how it ended.</summary>
    public async Task RunAsync(StepClaim claim, WorkerOptions options, CancellationToken shutdown)
    {
        using Activity? activity = StepTelemetry.Begin(claim);
        using IDisposable? scope = WorkerLog.StepScope(_log, claim.RunId, claim.Step);
        long began = _time.GetTimestamp();
        _log.StepBegins(claim.Step, claim.RunId, claim.Fence);
        AttemptEnd end;
        using (var heart = new StepHeart(_transitions, claim, options, _time, shutdown))
        {
            using StepLog log = _tools.Logs.Begin(claim);
            end = await AttemptAsync(claim, heart, log, options).ConfigureAwait(false);

            // A result whose log is not all there must not be accepted; when it can be stored, the result can be recorded too.
            if (!await log.EndAsync(end == AttemptEnd.Lost ? TimeSpan.Zero : options.Lease).ConfigureAwait(false)) end = AttemptEnd.Lost;
            await heart.EndAsync().ConfigureAwait(false);
            end = end.With(heart.LastProgress);
        }

        // If we die here, the claim expires and the step is done again; whatever it made is found in the artifacts.
        StepTelemetry.End(activity, claim, end.Word, _time.GetElapsedTime(began));
        if (await RecordAsync(claim, end, options).ConfigureAwait(false)) _log.StepEnded(claim.Step, claim.RunId, end.Word);
        else _log.ClaimLost(claim.Step, claim.RunId);
        _directories.Remove(claim);
    }

    private async Task<AttemptEnd> AttemptAsync(StepClaim claim, StepHeart heart, StepLog log, WorkerOptions options)
    {
        StepAttempt? attempt = null;
        StepWatch? watch = null;
        TimeSpan? delay = null;
        AttemptEnd end;
        try
        {
            RunRecord run = await _runs.FindAsync(claim.RunId, heart.StopToken).ConfigureAwait(false)
                ?? throw new RunException("run-missing", $"run {claim.RunId} is gone");
            StepRecord record = run.Steps.First(step => step.Name == claim.Step);
            StepDefinition definition = run.Definition.Step(claim.Step);
            delay = definition.Retry.DelayAfter(record.Attempt, $"{claim.RunId}/{claim.Step}");
            watch = new StepWatch(definition.Timeout, _time);
            log.OnLine = watch.Notice;
            var directory = new Lazy<string>(() => _directories.Create(claim));
            var context = new StepContext(claim, run.Definition, run.Outputs, _tools.Artifacts, directory, watch.Watch(heart), log) { Attempt = record.Attempt };
            attempt = new StepAttempt(_runs, _tools.Executor, _tools.Steps.Find(definition), context, mayReuse: !run.NoCache && !record.MustRedo);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(heart.StopToken, watch.StopToken);
            end = await WithGraceAsync(attempt, options.StopGrace, stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            end = Explain(claim, failure, heart, watch);
        }
        finally
        {
            log.OnLine = null;
            watch?.Dispose();
        }

        if (attempt is null || end == AttemptEnd.Lost || end.Completion is not null) return end;
        end = await CleanAsync(attempt, end, log).ConfigureAwait(false);
        return end with { Failure = end.Failure is null ? null : end.Failure with { RetryAfter = end.IsRetryable ? delay : null, Fingerprint = attempt.Fingerprint } };
    }

    // A step that does not listen must not keep its slot for ever.
    private async Task<AttemptEnd> WithGraceAsync(StepAttempt attempt, TimeSpan grace, CancellationToken stop)
    {
        Task<AttemptEnd> running = attempt.RunAsync(stop);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        if (await Task.WhenAny(running, stopped.Task).ConfigureAwait(false) == running) return await running.ConfigureAwait(false);
        try
        {
            return await running.WaitAsync(grace, _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing that it makes counts any more; whatever it throws one day, nobody waits for.
            _ = running.ContinueWith(left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new StepIgnoredStopException(grace);
        }
    }

    private AttemptEnd Explain(StepClaim claim, Exception failure, StepHeart heart, StepWatch? watch)
    {
        bool isStopped = failure is OperationCanceledException or StepIgnoredStopException;
        string left = failure is StepIgnoredStopException ? $"; {failure.Message}" : string.Empty;
        if (left.Length > 0) _log.StepLeftBehind(claim.Step, claim.RunId);

        // A full disk: beginning again elsewhere or later does not help, so the run must say so.
        if (isStopped && heart.StorageFailure is { IsRetryable: false } unusable) return AttemptEnd.Of(new StepFailure(unusable.Message));
        if (isStopped && heart.Reason != StopReason.None)
        {
            return heart.Reason switch
            {
                StopReason.Cancelled => AttemptEnd.Cancelled,
                StopReason.Shutdown => AttemptEnd.Released,
                _ => AttemptEnd.Lost,
            };
        }

        if (isStopped && watch?.Reason is { } timeout) return AttemptEnd.Of(new StepFailure(timeout + left), isRetryable: true);
        switch (failure)
        {
            case StorageException { IsRetryable: true } away:
                // Not the step's fault: it begins again, and none of its attempts is used up.
                _log.DatabaseAway(away);
                return AttemptEnd.Released;
            case WorkflowException expected:
                return AttemptEnd.Of(new StepFailure(expected.Message), expected.IsRetryable);
            case IOException disk:
                return AttemptEnd.Of(new StepFailure(DescribeIo(disk)));
            default:
                _log.StepCrashed(failure, claim.Step, claim.RunId);
                return AttemptEnd.Of(new StepFailure($"a defect of this program: {failure.GetType().Name}: {failure.Message} (see {_home.Logs})"));
        }
    }

    private static async Task<AttemptEnd> CleanAsync(StepAttempt attempt, AttemptEnd end, StepLog log)
    {
        if (await attempt.CleanUpAsync().ConfigureAwait(false) is not { } problem) return end;
        log.Write(problem);
        return end.Failure is { } failure ? end with { Failure = failure with { Reason = $"{failure.Reason}; {problem}" } } : end;
    }

    // A database that is away for a moment must not cost an hour of work. When the lease has ended another worker may have the step.
    private async Task<bool> RecordAsync(StepClaim claim, AttemptEnd end, WorkerOptions options)
    {
        long began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await end.RecordAsync(_transitions, claim).ConfigureAwait(false);
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                _log.DatabaseAway(away);
                if (_time.GetElapsedTime(began) >= options.Lease) return false;
                await Task.Delay(options.PollInterval, _time).ConfigureAwait(false);
            }
            catch (WorkflowException refused) when (refused is not StorageException && end.Completion is { } completion)
            {
                // If we die here, the step is done again, and finds the world as it is then.
                string? problem = await StepAttempt.CleanUpAsync(completion.TakeBackAsync).ConfigureAwait(false);
                end = AttemptEnd.Of(new StepFailure(problem is null ? refused.Message : $"{refused.Message}; {problem}"));
            }
        }
    }

    private static string DescribeIo(IOException failure)
    {
        const int NoSpaceLeft = 28;
        return (failure.HResult & 0xFFFF) == NoSpaceLeft
            ? $"the disk is full: {failure.Message} Free some space and run the pipeline again: finished steps are reused."
            : failure.Message;
    }

    private sealed class StepIgnoredStopException(TimeSpan grace) : Exception(string.Create(
        CultureInfo.InvariantCulture, $"it was told to stop, did not within {grace.TotalSeconds:0.#} s, and was left behind"));
}

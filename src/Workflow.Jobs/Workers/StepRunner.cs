using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;
using Workflow.Training.Errors;
using Workflow.Training.Files;

namespace Workflow.Jobs.Workers;

/// <summary>Carries out one claimed step: reuse it, or run it, and record how it ended.</summary>
public sealed class StepRunner
{
    private readonly RunStore _runs;
    private readonly RunTransitions _transitions;
    private readonly StepCatalog _steps;
    private readonly IArtifactStore _artifacts;
    private readonly WorkflowHome _home;
    private readonly StepDirectories _directories;
    private readonly TimeProvider _time;
    private readonly ILogger<StepRunner> _log;

    /// <summary>Creates a runner.</summary>
    public StepRunner(
        RunStore runs,
        RunTransitions transitions,
        StepCatalog steps,
        IArtifactStore artifacts,
        WorkflowHome home,
        TimeProvider time,
        ILogger<StepRunner> log)
    {
        _runs = runs;
        _transitions = transitions;
        _steps = steps;
        _artifacts = artifacts;
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
        using var heart = new StepHeart(_transitions, claim, options, _time, shutdown);
        Func<Task<bool>> recordAsync;
        string end;
        try
        {
            StepCompletion completion = await CompleteAsync(claim, heart, heart.StopToken).ConfigureAwait(false);
            if (completion.Failure is { } failure)
            {
                (end, recordAsync) = ("failed", () => _transitions.FailAsync(claim, failure, completion.Outputs, CancellationToken.None));
            }
            else
            {
                (end, recordAsync) = (completion.IsReused ? "reused" : "succeeded", () => _transitions.SucceedAsync(claim, completion, CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (heart.StorageFailure is { IsRetryable: false })
        {
            // A full disk: beginning again elsewhere or later does not help, so the run must say so.
            string reason = heart.StorageFailure.Message;
            (end, recordAsync) = ("failed", () => _transitions.FailAsync(claim, reason, CancellationToken.None));
        }
        catch (OperationCanceledException) when (heart.Reason != StopReason.None)
        {
            (end, recordAsync) = heart.Reason switch
            {
                StopReason.Cancelled => ("cancelled", () => _transitions.EndCancelledAsync(claim, "stopped", CancellationToken.None)),
                StopReason.Shutdown => ("released", () => _transitions.ReleaseAsync(claim, CancellationToken.None)),
                _ => ("lost", (Func<Task<bool>>)(() => Task.FromResult(false))),
            };
        }
        catch (WorkflowException expected)
        {
            (end, recordAsync) = ("failed", () => _transitions.FailAsync(claim, expected.Message, CancellationToken.None));
        }
        catch (IOException disk)
        {
            (end, recordAsync) = ("failed", () => _transitions.FailAsync(claim, DescribeIo(disk), CancellationToken.None));
        }
        catch (Exception defect)
        {
            _log.StepCrashed(defect, claim.Step, claim.RunId);
            string reason = $"a defect of this program: {defect.GetType().Name}: {defect.Message} (see {_home.Logs})";
            (end, recordAsync) = ("failed", () => _transitions.FailAsync(claim, reason, CancellationToken.None));
        }

        await heart.EndAsync().ConfigureAwait(false);

        // If we die here, the claim expires and the step is done again; whatever it made is found in the artifacts.
        StepTelemetry.End(activity, claim, end, _time.GetElapsedTime(began));
        if (await RecordAsync(recordAsync, options).ConfigureAwait(false)) _log.StepEnded(claim.Step, claim.RunId, end);
        else _log.ClaimLost(claim.Step, claim.RunId);
        _directories.Remove(claim);
    }

    // A database that is away for a moment must not cost an hour of work. When the lease has ended another worker may have the step.
    private async Task<bool> RecordAsync(Func<Task<bool>> recordAsync, WorkerOptions options)
    {
        long began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await recordAsync().ConfigureAwait(false);
            }
            catch (StorageException away) when (away.IsRetryable && _time.GetElapsedTime(began) < options.Lease)
            {
                _log.DatabaseAway(away);
                await Task.Delay(options.PollInterval, _time).ConfigureAwait(false);
            }
        }
    }

    private async Task<StepCompletion> CompleteAsync(StepClaim claim, StepHeart heart, CancellationToken cancellationToken)
    {
        RunRecord run = await _runs.FindAsync(claim.RunId, cancellationToken).ConfigureAwait(false)
            ?? throw new RunException("run-missing", $"run {claim.RunId} is gone");
        var earlier = run.Steps.Where(step => step.Outputs is not null).ToDictionary(step => step.Name, step => step.Outputs!, StringComparer.Ordinal);
        var context = new StepContext(claim, run.Definition, earlier, _artifacts, _directories.Create(claim), heart);
        IStep step = _steps.Find(claim.Step);

        PreparedStep prepared = await step.PrepareAsync(context, cancellationToken).ConfigureAwait(false);
        string key = CacheKey(step, context, prepared);
        if (!run.NoCache && await FindReusableAsync(key, prepared, cancellationToken).ConfigureAwait(false) is { } outputs)
        {
            return new StepCompletion(outputs, key, IsReused: true, "inputs unchanged", []);
        }

        StepResult result = await prepared.RunAsync(cancellationToken).ConfigureAwait(false);
        return new StepCompletion(result.Outputs, key, IsReused: false, result.Message, result.Effects) { Failure = result.Failure?.Message };
    }

    // The name of the step, its code, its parameters and the digests of what it reads: nothing else may decide what it makes.
    private static string CacheKey(IStep step, StepContext context, PreparedStep prepared) => Sha256Hex.Of(JobsJson.WriteUtf8(new
    {
        step = step.Name,
        code = CodeVersion.Steps,
        parameters = prepared.Parameters,
        inputs = step.Inputs.Select(input => $"{input.Step}.{input.Output}={context.Input(input)}"),
    }));

    private async Task<StepOutputs?> FindReusableAsync(string key, PreparedStep prepared, CancellationToken cancellationToken)
    {
        StepOutputs? cached = await _runs.FindCachedAsync(key, cancellationToken).ConfigureAwait(false);
        if (cached is null || !cached.Artifacts.Values.All(_artifacts.Contains)) return null;
        bool stillStands = prepared.StillStandsAsync is null || await prepared.StillStandsAsync(cached, cancellationToken).ConfigureAwait(false);
        return stillStands ? cached : null;
    }

    private static string DescribeIo(IOException failure)
    {
        const int NoSpaceLeft = 28;
        return (failure.HResult & 0xFFFF) == NoSpaceLeft
            ? $"the disk is full: {failure.Message} Free some space and run the pipeline again: finished steps are reused."
            : failure.Message;
    }
}

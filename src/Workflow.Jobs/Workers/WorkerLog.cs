using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Workers;

/// <summary>Log messages of workers.</summary>
internal static partial class WorkerLog
{
    private static readonly Func<ILogger, string, string, IDisposable?> Scope = LoggerMessage.DefineScope<string, string>("run {Run}, step {Step}");

    /// <summary>Marks what is logged while a step runs.</summary>
    public static IDisposable? StepScope(ILogger log, string run, string step) => Scope(log, run, step);

    [LoggerMessage(1, LogLevel.Information, "Step {Step} of run {RunId} begins (fence {Fence})")]
    public static partial void StepBegins(this ILogger logger, string step, string runId, long fence);

    [LoggerMessage(2, LogLevel.Information, "Step {Step} of run {RunId} ended: {State}")]
    public static partial void StepEnded(this ILogger logger, string step, string runId, string state);

    [LoggerMessage(3, LogLevel.Error, "Step {Step} of run {RunId} failed by a defect of this program")]
    public static partial void StepCrashed(this ILogger logger, Exception exception, string step, string runId);

    [LoggerMessage(4, LogLevel.Warning, "Step {Step} of run {RunId} is no longer this worker's; its result is discarded")]
    public static partial void ClaimLost(this ILogger logger, string step, string runId);

    [LoggerMessage(5, LogLevel.Warning, "{Count} steps whose time had come were queued again or failed")]
    public static partial void StepsSwept(this ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Warning, "Step {Step} of run {RunId} was told to stop and did not; it was left behind")]
    public static partial void StepLeftBehind(this ILogger logger, string step, string runId);

    [LoggerMessage(8, LogLevel.Warning, "Processes that a worker had left behind were stopped: {Processes}")]
    public static partial void OrphansStopped(this ILogger logger, string processes);

    [LoggerMessage(9, LogLevel.Warning, "Processes that a worker had left behind could not be ended: {Processes}")]
    public static partial void OrphansRemain(this ILogger logger, string processes);

    [LoggerMessage(10, LogLevel.Warning, "It cannot be seen which processes workers have left behind")]
    public static partial void OrphansUnknown(this ILogger logger, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "Containers that a worker had left behind were removed: {Containers}")]
    public static partial void ContainersRemoved(this ILogger logger, string containers);

    [LoggerMessage(15, LogLevel.Warning, "Containers that workers have left behind cannot be looked for or removed")]
    public static partial void ContainersRemain(this ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Information, "Worker {Worker} begins: {Slots} slots, queues {Queues}")]
    public static partial void WorkerBegins(this ILogger logger, string worker, int slots, string queues);

    [LoggerMessage(12, LogLevel.Information, "Worker {Worker} takes no more steps; {Running} that run may go on for {Seconds} s")]
    public static partial void WorkerDrains(this ILogger logger, string worker, int running, double seconds);

    [LoggerMessage(13, LogLevel.Information, "Worker {Worker} has ended")]
    public static partial void WorkerEnded(this ILogger logger, string worker);

    [LoggerMessage(6, LogLevel.Warning, "The database is away; the worker looks again in a moment")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);
}

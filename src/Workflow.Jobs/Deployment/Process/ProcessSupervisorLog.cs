using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>What the supervisor of processes writes to the log.</summary>
internal static partial class ProcessSupervisorLog
{
    [LoggerMessage(1, LogLevel.Warning, "The scorer of {Endpoint} had ended by itself and was started again (process {Id}; {QuickEnds} quick ends in a row before)")]
    public static partial void Restarted(this ILogger logger, string endpoint, string id, int quickEnds);

    [LoggerMessage(2, LogLevel.Error, "The scorer of {Endpoint} has ended and cannot be started again (process {Id})")]
    public static partial void NotRestarted(this ILogger logger, Exception exception, string endpoint, string id);

    [LoggerMessage(3, LogLevel.Warning, "Processes of endpoints could not be looked after; that is tried again")]
    public static partial void NotSupervised(this ILogger logger, Exception exception);
}

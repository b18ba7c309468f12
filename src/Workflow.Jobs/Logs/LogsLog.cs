using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Logs;

/// <summary>Log messages about the logs of steps.</summary>
internal static partial class LogsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Lines of log of step {Step} of run {RunId} could not be stored")]
    public static partial void LogNotStored(this ILogger logger, Exception exception, string step, string runId);
}

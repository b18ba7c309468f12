using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Logs;

/// <summary>Log messages about the logs of steps.</summary>
internal static partial class LogsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Lines of log of step {Step} of run {RunId} could not be stored")]
    public static partial void LogNotStored(this ILogger logger, Exception exception, string step, string runId);

    [LoggerMessage(2, LogLevel.Information, "{Rows} rows of log were deleted: the runs that wrote them ended more than {Days} days ago")]
    public static partial void LogsDeleted(this ILogger logger, int rows, double days);

    [LoggerMessage(3, LogLevel.Warning, "Old logs could not be deleted; the next attempt is made in an hour")]
    public static partial void LogsNotDeleted(this ILogger logger, Exception exception);
}

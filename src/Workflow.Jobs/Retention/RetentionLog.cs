using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Retention;

/// <summary>Log messages about what is removed by its age.</summary>
internal static partial class RetentionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Rows} rows of log were deleted: the runs that wrote them ended more than {Days} days ago")]
    public static partial void LogsDeleted(this ILogger logger, int rows, double days);

    [LoggerMessage(2, LogLevel.Information, "{Requests} requests, {Notifications} notifications, {Events} entries of schedules' histories and {Traffic} counts and answers of second versions were deleted: they are older than {Days} days")]
    public static partial void HistoryDeleted(this ILogger logger, int requests, int notifications, int events, int traffic, double days);

    [LoggerMessage(3, LogLevel.Warning, "What is old could not be deleted; the next attempt is made in an hour")]
    public static partial void NotDeleted(this ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "{Predictions} predictions were deleted: they are older than {Days} days")]
    public static partial void PredictionsDeleted(this ILogger logger, long predictions, double days);
}

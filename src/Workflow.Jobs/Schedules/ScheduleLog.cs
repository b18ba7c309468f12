using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Schedules;

/// <summary>Log messages of schedules.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(1, LogLevel.Warning, "The database is away; ticks are handled when it is back")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Schedule {Schedule} is paused, because it cannot be used any more: {Reason}")]
    public static partial void ScheduleUnusable(this ILogger logger, string schedule, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Path} cannot be used, the schedules stay as they are: {Reason}")]
    public static partial void FileUnusable(this ILogger logger, string path, string reason);

    [LoggerMessage(4, LogLevel.Information, "Schedules of {Path}: {Added} added, {Edited} edited, {Removed} removed")]
    public static partial void Reconciled(this ILogger logger, string path, int added, int edited, int removed);
}

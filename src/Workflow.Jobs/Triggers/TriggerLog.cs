using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Triggers;

/// <summary>Log messages of triggers.</summary>
internal static partial class TriggerLog
{
    [LoggerMessage(1, LogLevel.Warning, "The files {Pattern}, which trigger {Trigger} waits for, cannot be listed: {Reason}")]
    public static partial void CannotList(this ILogger logger, string pattern, string trigger, string reason);

    [LoggerMessage(2, LogLevel.Information, "{File} has come: trigger {Trigger} asks for a run")]
    public static partial void FileArrived(this ILogger logger, string file, string trigger);

    [LoggerMessage(3, LogLevel.Warning, "The database is away; files are looked for when it is back")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);
}

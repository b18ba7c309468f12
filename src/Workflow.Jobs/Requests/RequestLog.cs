using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Requests;

/// <summary>Log messages of starting what was asked for.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Information, "Run {RunId} of {Pipeline} begins: {Cause}")]
    public static partial void RunBegins(this ILogger logger, string runId, string pipeline, string cause);

    [LoggerMessage(2, LogLevel.Warning, "A run of {Pipeline} cannot begin yet, and is tried again: {Reason}")]
    public static partial void RunPutOff(this ILogger logger, string pipeline, string reason);

    [LoggerMessage(3, LogLevel.Error, "A run of {Pipeline} cannot begin by a defect of this program, and is tried again")]
    public static partial void RunCrashed(this ILogger logger, Exception exception, string pipeline);

    [LoggerMessage(4, LogLevel.Warning, "A run of {Pipeline} that was asked for begins never: {Reason}")]
    public static partial void RunRefused(this ILogger logger, string pipeline, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The database is away; runs that were asked for begin when it is back")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "A run of {Pipeline} begins not, because it was withdrawn or has begun meanwhile: {Cause}")]
    public static partial void RequestGone(this ILogger logger, string pipeline, string cause);
}

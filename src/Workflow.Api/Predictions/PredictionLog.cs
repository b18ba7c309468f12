using Microsoft.Extensions.Logging;

namespace Workflow.Api.Predictions;

/// <summary>Log messages of predictions that are received.</summary>
internal static partial class PredictionLog
{
    [LoggerMessage(1, LogLevel.Warning, "Predictions of {Endpoint} are refused: {Problem}")]
    public static partial void Refused(this ILogger logger, string endpoint, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Predictions of {Endpoint} cannot be stored; its scorer tries again")]
    public static partial void NotStored(this ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(3, LogLevel.Information, "Predictions of scorers are received on {Socket}")]
    public static partial void Listening(this ILogger logger, string socket);

    [LoggerMessage(4, LogLevel.Warning, "{Problem}")]
    public static partial void Impossible(this ILogger logger, string problem);

    [LoggerMessage(5, LogLevel.Warning, "Nobody can be listened to on {Socket}; it is tried again")]
    public static partial void NotListening(this ILogger logger, Exception exception, string socket);
}

using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Log messages of receipts.</summary>
internal static partial class ReceiptLog
{
    [LoggerMessage(1, LogLevel.Error, "The receipt of {Endpoint} ({Role}, {Platform}) is red: {Reason}")]
    public static partial void Red(this ILogger logger, string endpoint, string role, string platform, string? reason);

    [LoggerMessage(2, LogLevel.Warning, "The receipt of {Endpoint} ({Role}, {Platform}) is amber: {Reason}")]
    public static partial void Amber(this ILogger logger, string endpoint, string role, string platform, string? reason);

    [LoggerMessage(3, LogLevel.Information, "The receipt of {Endpoint} ({Role}, {Platform}) is green")]
    public static partial void Green(this ILogger logger, string endpoint, string role, string platform);

    [LoggerMessage(4, LogLevel.Warning, "The database is away; deployments are asked again when it is back")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "{Endpoint} ({Role}) could not be asked to prove itself")]
    public static partial void NotAsked(this ILogger logger, Exception exception, string endpoint, string role);

    [LoggerMessage(6, LogLevel.Error, "Which deployments are to prove themselves could not be found out; that is tried again")]
    public static partial void NotLooked(this ILogger logger, Exception exception);
}

namespace Workflow.Scorer.Logs;

/// <summary>
/// The log on standard output, a line per event: JSON, or text for people. Rows and answers never appear in it. A logging framework would double the
/// scorer's size.
/// </summary>
internal static class ScorerLog
{
    /// <summary>Whether lines are for people.</summary>
    public static bool IsText { get; set; }

    /// <summary>Tells what happens as it should.</summary>
    public static void Tell(string message) => Write(LogLevel.Information, message);

    /// <summary>Warns.</summary>
    public static void Warn(string message, HttpContext? request = null) => Write(LogLevel.Warning, message, request);

    /// <summary>Tells of what must not be.</summary>
    public static void Fail(string message, HttpContext? request = null) => Write(LogLevel.Error, message, request);

    private static void Write(LogLevel level, string message, HttpContext? request = null)
    {
        var line = new LogLine(TimeProvider.System.GetUtcNow(), level, message, request?.TraceIdentifier, request?.Request.Path.Value);
        StandardOutput.Write(IsText ? line.ToText() : line.ToJson());
    }
}

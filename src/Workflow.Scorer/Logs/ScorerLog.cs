namespace Workflow.Scorer.Logs;

/// <summary>
/// The log on standard output, a line per event: JSON, or text for people. Rows and answers never appear in it. Who writes waits for whoever reads: of
/// requests <see cref="RequestLog"/> tells. A logging framework would double the scorer's size.
/// </summary>
internal static class ScorerLog
{
    /// <summary>Whether lines are for people.</summary>
    public static bool IsText { get; set; }

    /// <summary>Tells what happens as it should.</summary>
    public static void Tell(string message) => Write(LogLevel.Information, message);

    /// <summary>Warns.</summary>
    public static void Warn(string message) => Write(LogLevel.Warning, message);

    /// <summary>Tells of what must not be.</summary>
    public static void Fail(string message) => Write(LogLevel.Error, message);

    /// <summary>A line, as it is written.</summary>
    public static byte[] ToBytes(LogLine line) => IsText ? line.ToText() : line.ToJson();

    private static void Write(LogLevel level, string message) => StandardOutput.Write(ToBytes(new LogLine(TimeProvider.System.GetUtcNow(), level, message)));
}

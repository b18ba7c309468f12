namespace Workflow.Scorer;

/// <summary>
/// Lines on standard error, one per event. Rows and answers never appear in them. A logging framework would double the scorer's size.
/// </summary>
internal static class ScorerLog
{
    /// <summary>Writes a line.</summary>
    public static void Write(string message) => Console.Error.WriteLine(message);
}

namespace Workflow.Scorer.Logs;

/// <summary>Standard output, on which only whole lines appear, whoever writes them.</summary>
internal static class StandardOutput
{
    private static readonly Lock Turn = new();
    private static readonly Stream Output = Console.OpenStandardOutput();

    /// <summary>Writes lines.</summary>
    /// <param name="lines">UTF-8, the last one with its end. Nobody may read them any more: then they are lost.</param>
    public static void Write(ReadOnlySpan<byte> lines)
    {
        lock (Turn)
        {
            try
            {
                Output.Write(lines);
            }
            catch (IOException)
            {
                // Who closes the log does not end the scorer.
            }
        }
    }
}

using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Tells a person why a result was reused, or made anew.</summary>
internal static class CachePrinter
{
    private const int DigestLength = 64;
    private const int DigestShown = 12;
    private const int ValueShown = 120;

    /// <summary>Prints an explanation to standard output.</summary>
    public static void Print(CacheExplanation explanation)
    {
        Terminal.Print($"Step {explanation.Step} of run {explanation.Run} ({explanation.Pipeline}): {explanation.State}");
        Terminal.Print(explanation.Verdict);
        foreach (FingerprintDifference difference in explanation.Differences) Terminal.Print("  " + Line(difference));
    }

    /// <summary>A difference in a line: <c>parameters.trials: 40 -> 50</c>.</summary>
    public static string Line(FingerprintDifference difference) => $"{difference.What}: {Short(difference.Before)} -> {Short(difference.Now)}";

    private static string Short(string? value) => value switch
    {
        null => "(absent)",
        { Length: DigestLength } when value.All(char.IsAsciiHexDigitLower) => value[..DigestShown],
        { Length: > ValueShown } => string.Concat(value.AsSpan(0, ValueShown), "…"),
        _ => value,
    };
}

using System.Globalization;

namespace Workflow.Testing.Predictions;

/// <summary>Lines as scorers write them into their prediction logs.</summary>
public static class ScoredLines
{
    /// <summary>When the predictions were made, unless a test says otherwise.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Digest of the scoring pipeline file, unless a test says otherwise.</summary>
    public static string Sha256 { get; } = new('a', 64);

    /// <summary>An identifier of a request.</summary>
    public static string Request(int seconds = 0) => Guid.CreateVersion7(Start.AddSeconds(seconds)).ToString();

    /// <summary>The line of a row, without its end.</summary>
    public static string Line(string request, long row, int seconds = 0, string? sha256 = null, string decision = "optimal")
    {
        string time = Start.AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"time":"{{time}}","event":"prediction","id":"{{request}}/{{row}}","requestId":"caller's","model":"rig","modelId":"m","sha256":"{{sha256 ?? Sha256}}","input":{"Öl °C":1.50,"a":null},"outside":false,"output":{"p":0.75},"decision":"{{decision}}","milliseconds":0.125}""");
    }

    /// <summary>The lines of a request with so many rows, each with its end.</summary>
    public static string Lines(string request, int rows, int seconds = 0) => string.Concat(Enumerable.Range(0, rows).Select(row => Line(request, row, seconds) + "\n"));
}

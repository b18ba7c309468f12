using System.Globalization;
using System.Text.Json;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whether an answer of status 200 is whole in its format, and its numbers are probabilities where they say so.</summary>
internal static class FuzzFormats
{
    /// <summary>JSON whose members have different names.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>Checks an answer.</summary>
    public static void Check(string type, string text)
    {
        switch (type.Split(';')[0])
        {
            case "application/json":
                CheckJson(text);
                break;
            case "application/x-ndjson":
                Assert.True(text.Length == 0 || text.EndsWith('\n'));
                foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) JsonDocument.Parse(line).Dispose();
                break;
            case "text/csv":
                CheckSeparated(text, ',');
                break;
            case "text/tab-separated-values":
                CheckSeparated(text, '\t');
                break;
            default:
                Assert.Contains(type, (string[])["text/plain; charset=utf-8", "text/plain; version=0.0.4; charset=utf-8", "text/html; charset=utf-8"]);
                break;
        }
    }

    private static void CheckJson(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text, Strict);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("score", out JsonElement scores)) return;
        foreach (JsonElement row in scores.EnumerateArray())
        {
            double[] probabilities = [.. row.EnumerateArray().TakeLast(3).Select(score => double.Parse(score.GetString()!, CultureInfo.InvariantCulture))];
            Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
            Assert.Equal(1, probabilities.Sum(), 1e-9);
        }
    }

    // As RFC 4180 has it: every record has as many cells as the first one.
    private static void CheckSeparated(string text, char delimiter)
    {
        int cells = 1, expected = 0;
        bool isQuoted = false, isStart = true;
        foreach (char c in text)
        {
            // In a cell that does not begin with one it is a character as any other.
            bool wasQuoted = isQuoted;
            if (c == '"' && (isQuoted || isStart)) isQuoted = !isQuoted;
            else if (c == delimiter && !isQuoted) cells++;
            else if (c == '\n' && !isQuoted)
            {
                if (expected == 0) expected = cells;
                Assert.Equal(expected, cells);
                cells = 1;
            }

            // Behind a quotation mark that ends a cell there may be another one, which goes on with it.
            isStart = !isQuoted && (wasQuoted || c == delimiter || c == '\n');
        }

        Assert.False(isQuoted);
        Assert.True(text.Length == 0 || text[^1] == '\n');
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Workflow.Bench.Scoring;

namespace Workflow.Bench.Serving;

/// <summary>Whether servers answer the same numbers, before anybody measures how fast.</summary>
internal static class AnswerCheck
{
    private const double LargestDifference = 1e-5;

    /// <summary>Asks a server, and compares its answer with that of the pipeline.</summary>
    /// <returns>Length of the answer in bytes.</returns>
    /// <exception cref="InvalidOperationException">They are too far apart.</exception>
    public static async Task<int> RequireAsync(ServedProcess server, string path, BenchModel model, int rows, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent(new ScoreBodies(model).Json(rows));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri(server.Url, path), body, cancellationToken);
        byte[] answer = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
        using JsonDocument json = JsonDocument.Parse(answer);
        double[] scores = [.. json.RootElement.GetProperty("score").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(Number)];
        var expected = new double[rows * model.Pipeline.OutputColumns.Count];
        model.Pipeline.Score(new ScoreBodies(model).Cells(rows), expected);
        double difference = expected.Length == scores.Length ? expected.Zip(scores, (a, b) => Math.Abs(a - b)).Max() : double.PositiveInfinity;
        return difference <= LargestDifference ? answer.Length : throw new InvalidOperationException($"{server.Url}{path} answers something else");
    }

    // The scorer writes numbers as texts, with every digit.
    private static double Number(JsonElement cell) => cell.ValueKind == JsonValueKind.String ? double.Parse(cell.GetString()!, CultureInfo.InvariantCulture) : cell.GetDouble();
}

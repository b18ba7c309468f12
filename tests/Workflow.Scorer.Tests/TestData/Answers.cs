using System.Globalization;
using System.Net;
using System.Text.Json;
using Workflow.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>What a scorer answers, read strictly.</summary>
internal static class Answers
{
    /// <summary>The scores of an answer of status 200, after a look at everything around them.</summary>
    public static async Task<string[][]> ScoresAsync(HttpResponseMessage response, ScoringPipeline pipeline)
    {
        string body = await TextAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(["id", "fields", "score"], json.RootElement.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal);
        Assert.Equal(pipeline.ModelId.ToString(), json.RootElement.GetProperty("id").GetString());
        Assert.Equal(pipeline.OutputColumns, json.RootElement.GetProperty("fields").Deserialize<string[]>()!);
        return json.RootElement.GetProperty("score").Deserialize<string[][]>()!;
    }

    /// <summary>An answer of status 200, whatever it holds.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        string text = await TextAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return JsonElement.Parse(text);
    }

    /// <summary>What the runtime itself answers to a row, as texts.</summary>
    public static string[] Expected(ScoringPipeline pipeline, params IReadOnlyList<string?> row)
    {
        var cells = new double[row.Count];
        for (int i = 0; i < cells.Length; i++) Assert.Null(pipeline.Parser(i).Parse(row[i], out cells[i]));
        var outputs = new double[pipeline.OutputColumns.Count];
        pipeline.Score(cells, outputs);
        return [.. outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))];
    }

    /// <summary>A refusal, after a look at its form.</summary>
    public static async Task<Problem> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await TextAsync(response);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        using JsonDocument json = JsonDocument.Parse(body);
        string[] members = [.. json.RootElement.EnumerateObject().Select(member => member.Name).Where(name => name != "error")];
        Assert.Equal(status == HttpStatusCode.BadRequest ? ["title", "status", "detail", "errors"] : ["title", "status", "detail"], members);
        Problem problem = json.RootElement.Deserialize<Problem>(JsonSerializerOptions.Web)!;
        Assert.Equal((int)status, problem.Status);
        Assert.NotEmpty(problem.Title);
        return problem;
    }

    /// <summary>The body of any answer. None shows the inside of the program.</summary>
    public static async Task<string> TextAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Workflow.Scor", body, StringComparison.Ordinal);
        return body;
    }
}

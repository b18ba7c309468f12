using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Pages;

/// <summary>Programs in several languages that score a row, to be copied. They need nothing beyond what comes with their language, but for R's httr.</summary>
/// <param name="pipeline">Knows the columns and a row.</param>
/// <param name="areKeyed">Whether callers must show a key, which takes the place of KEY.</param>
internal sealed class Snippets(ScoringPipeline pipeline, bool areKeyed)
{
    // Read by people, and by no browser before it is encoded for HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _body = Body(pipeline);

    /// <summary>The programs, each with the name of its language.</summary>
    /// <param name="address">Where this scorer answers, without a slash at the end.</param>
    public IEnumerable<(string Language, string Text)> For(string address) =>
    [
        ("curl", $"curl -s {address}/model/score -H 'Content-Type: application/json'{IfKeyed(" -H 'x-api-key: KEY'")} -d '{_body.Replace("'", "'\\''", StringComparison.Ordinal)}'"),
        ("Python", $"""
            import json, urllib.request

            body = {PythonText(_body)}
            request = urllib.request.Request("{address}/model/score", body.encode(), {"{"}"Content-Type": "application/json"{IfKeyed(", \"x-api-key\": \"KEY\"")}{"}"})
            print(json.load(urllib.request.urlopen(request)))
            """),
        ("C#", $"""
            using System.Text;

            string body = {JsonText(_body)};
            using var http = new HttpClient();{IfKeyed("\nhttp.DefaultRequestHeaders.Add(\"x-api-key\", \"KEY\");")}
            using HttpResponseMessage response = await http.PostAsync("{address}/model/score", new StringContent(body, Encoding.UTF8, "application/json"));
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            """),
        ("R", $"""
            library(httr)

            body <- {JsonText(_body)}
            answer <- POST("{address}/model/score", body = body, content_type_json(){IfKeyed(", add_headers(\"x-api-key\" = \"KEY\")")})
            cat(content(answer, as = "text", encoding = "UTF-8"))
            """),
    ];

    private string IfKeyed(string text) => areKeyed ? text : string.Empty;

    private static string Body(ScoringPipeline pipeline)
    {
        GoldenRow row = pipeline.Golden.Rows[0];
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("fields");
            foreach (InputColumn column in pipeline.InputColumns) json.WriteStringValue(column.Name);
            json.WriteEndArray();
            json.WriteStartArray("rows");
            json.WriteStartArray();
            foreach (string? cell in row.Cells) json.WriteStringValue(cell);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // A text of JSON is one of C# and of R too, as long as it has no characters beyond \uFFFF, which JSON writes as two.
    private static string JsonText(string text)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable)) json.WriteStringValue(text);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // Python has a mark for texts with quotation marks in them; what it cannot hold is written as JSON has it.
    private static string PythonText(string text) => text.Contains('\'', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) ? JsonText(text) : $"'{text}'";
}

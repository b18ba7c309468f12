using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Separated values and JSON lines: rows that are answered while they come.</summary>
public sealed class ScoreStreamTests(EnvelopedScorer shared) : IClassFixture<EnvelopedScorer>
{
    private const string Csv = "text/csv", Tsv = "text/tab-separated-values", Lines = "application/x-ndjson";

    [Theory]
    [InlineData(Csv, "temperature,pressure,mode\n1.5,2.25,eco\n-3,,\"full\"\n")]
    [InlineData(Csv, "\ufeff mode ,x,pressure,temperature\r\n\r\neco,\"a,\n\"\"b\",2.25,1.5\r\nfull,,,-3")]
    [InlineData(Tsv, "temperature\tpressure\tmode\n1.5\t2.25\teco\n-3\t\tfull\n")]
    public async Task Score_SeparatedValues_AnswersOneLineEach(string type, string body)
    {
        HttpResponseMessage response = await PostAsync("model/score", type, body);
        string[][] lines = await TableAsync(response, type);
        Assert.Equal([.. shared.Pipeline.OutputColumns, "outside", "outside_columns", "outside_distance"], lines[0]);
        Assert.Equal([.. Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), "false", "", Distance(1.5, 2.25)], lines[1]);
        Assert.Equal([.. Answers.Expected(shared.Pipeline, "-3", null, "full"), "false", "", Distance(-3, double.NaN)], lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task Score_JsonLines_AnswersOneObjectEach()
    {
        const string body = """
            {"temperature":1.5,"pressure":"2.25","mode":"eco","x":[1,{"a":2}]}

            {"mode":"full","temperature":"-3e3","pressure":null}
            """;
        HttpResponseMessage response = await PostAsync("model/score?includeFieldsInOutput=x,y", Lines, body);
        Assert.Equal(Lines, response.Content.Headers.ContentType?.ToString());
        JsonElement[] rows = [.. (await Answers.TextAsync(response)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        Assert.Equal(2, rows.Length);
        Assert.Equal(["x", "y", "state", .. shared.Pipeline.OutputColumns, "outside", "outside_columns", "outside_distance"], rows[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("[1,{\"a\":2}]", rows[0].GetProperty("x").GetRawText());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("y").ValueKind);
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), shared.Pipeline.OutputColumns.Select(name => rows[0].GetProperty(name).GetRawText()));
        Assert.False(rows[0].GetProperty("outside").GetBoolean());
        Assert.True(rows[1].GetProperty("outside").GetBoolean());
        Assert.Equal("[\"temperature\"]", rows[1].GetProperty("outside_columns").GetRawText());
        Assert.Equal([Distance(1.5, 2.25), Distance(-3e3, double.NaN)], rows.Select(row => row.GetProperty("outside_distance").GetRawText()));
    }

    [Theory]
    [InlineData(Csv, "temperature,pressure,mode\n1,100,eco\n-30,5000,eco\n")]
    [InlineData(Lines, "{\"temperature\":1,\"pressure\":100,\"mode\":\"eco\"}\n{\"temperature\":-30,\"pressure\":5000,\"mode\":\"eco\"}\n")]
    public async Task Invocations_RowsOfText_SayWhichLieOutsideAsThoseOfJsonDo(string type, string body)
    {
        JsonElement fromText = await Answers.JsonAsync(await PostAsync("invocations", type, body));
        JsonElement fromJson = await Answers.JsonAsync(await PostAsync(
            "invocations", "application/json", """{"dataframe_split":{"columns":["temperature","pressure","mode"],"data":[[1,100,"eco"],[-30,5000,"eco"]]}}"""));
        Assert.Equal(1, fromText.GetProperty("envelope").GetProperty("rowsOutside").GetInt32());
        Assert.Equal(fromJson.GetRawText(), fromText.GetRawText());
    }

    [Theory]
    [InlineData(Csv, "temperature,pressure,mode,note\n1,2,eco,a\n1,2,\u00fcbrig,a\n")]
    [InlineData(Csv, "temperature,note\n1,a\n1,\u00fc\n")]
    [InlineData(Tsv, "temperature\tnote\n1\ta\n1\t\u00fc\n")]
    [InlineData(Lines, "{\"temperature\":1}\n{\"temperature\":1,\"note\":\"\u00fc\"}\n")]
    public async Task Score_RowsInAnotherEncoding_AreRefused(string type, string body)
    {
        foreach (string path in (string[])["model/score", "invocations"])
        {
            var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            Problem problem = await Answers.ProblemAsync(await shared.Scorer.PostAsync(path, content), HttpStatusCode.BadRequest);
            Assert.Equal("row 1: is not UTF-8", problem.Detail);
        }
    }

    [Fact]
    public async Task Score_RowsOutside_SayByWhichColumnsAndHowFar()
    {
        string[][] lines = await TableAsync(await PostAsync("model/score", Csv, "temperature,pressure,mode\n-30,5000,eco\n8,-0.9,eco\n1,1,never\n"), Csv);
        Assert.Equal([["true", "temperature;pressure", Distance(-30, 5000)], ["true", "", Distance(8, -0.9)], ["true", "mode", Distance(1, 1)]], lines[1..].Select(line => line[^3..]));
    }

    [Fact]
    public async Task Score_FieldsToGiveBack_StandInFrontAsTheyCame()
    {
        string[][] lines = await TableAsync(
            await PostAsync("model/score?includeFieldsInOutput=note,temperature&noFieldNamesInOutput=true", Csv, "temperature,pressure,mode,note\n1.50,2.25,eco,\"a \"\"b\"\"\"\n"), Csv);
        Assert.Equal(["\"a \"\"b\"\"\"", "1.50", .. Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), "false", "", Distance(1.5, 2.25)], Assert.Single(lines));
    }

    [Theory]
    [InlineData("ORIGINAL")]
    [InlineData("TRANSFORMED")]
    public async Task Score_Contributions_FollowTheScores(string kind)
    {
        string[][] lines = await TableAsync(await PostAsync($"model/score?requestShapleyValueType={kind}", Csv, "temperature,pressure,mode\n1.5,2.25,eco\n"), Csv);
        bool isOriginal = kind == "ORIGINAL";
        IReadOnlyList<string> names = isOriginal ? shared.Pipeline.ContributionColumns : shared.Pipeline.TransformedContributionColumns;
        var parts = new double[names.Count];
        double[] cells = [1.5, 2.25, 0];
        if (isOriginal) shared.Pipeline.Contributions(cells, parts);
        else shared.Pipeline.TransformedContributions(cells, parts);
        Assert.Equal(names, lines[0][^names.Count..]);
        Assert.Equal(parts, lines[1][^names.Count..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("model/score", Csv, "", "the body is empty: a header with the columns' names is expected, and rows behind it")]
    [InlineData("model/score", Csv, "temperature,mode\n1,eco,2\n", "row 0: 3 cells for the 2 of the header")]
    [InlineData("model/score", Csv, "temperature,mode\n\n1,eco\nx,eco\n", "row 1, column temperature: 'x' is not a number")]
    [InlineData("model/score", Csv, "temperature,mode\n1,\"eco\n", "row 0: a quotation mark has no other one")]
    [InlineData("model/score", Csv, "temperature,temperature\n1,1\n", "in the header \"temperature\" stands twice")]
    [InlineData("model/score", Csv, "mode\neco\n", "column temperature: missing in the header, the first line")]
    [InlineData("model/score?includeFieldsInOutput=y", Csv, "temperature\n1\n", "\"y\" is to be given back, but the header does not have it")]
    [InlineData("model/score?includeFieldsInOutput=y,y", Csv, "temperature\n1\n", "in \"includeFieldsInOutput\" the field \"y\" stands twice")]
    [InlineData("model/score?file=x.csv", Csv, "temperature\n1\n", "in the address \"file\" is not known; there are: includeFieldsInOutput, noFieldNamesInOutput, requestShapleyValueType")]
    [InlineData("model/score?noFieldNamesInOutput=1", Csv, "temperature\n1\n", "\"noFieldNamesInOutput\" is \"1\"; allowed: \"true\", \"false\"")]
    [InlineData("model/score", "text/csv; charset=latin1", "temperature\n1\n", "the text is said to be in 'latin1'; send it in UTF-8")]
    [InlineData("model/score", Lines, "{\"temperature\":1}\n{\"temperature\":", "row 1: not JSON: ")]
    [InlineData("model/score", Lines, "{\"temperature\":1} {}\n", "row 0: not JSON: ")]
    [InlineData("model/score", Lines, "[1,2]\n", "row 0: an object of cells under the names of their columns is expected")]
    [InlineData("model/score", Lines, "{\"mode\":\"eco\"}\n", "row 0, column temperature: is missing")]
    [InlineData("invocations", Csv, "temperature\nx\n", "row 0, column temperature: 'x' is not a number")]
    public async Task Score_WrongBody_IsRefusedWithThePlace(string path, string type, string body, string expected)
    {
        Problem problem = await Answers.ProblemAsync(await PostAsync(path, type, body), HttpStatusCode.BadRequest);
        Assert.StartsWith(expected, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model/score", Csv, "# the answer ends here: row 30000, column temperature: 'x' is not a number\n")]
    [InlineData("model/score", Lines, "{\"error\":\"the answer ends here: row 30000, column temperature: \\u0027x\\u0027 is not a number\"}\n")]
    [InlineData("invocations", Csv, "],\"error\":\"the answer ends here: row 30000, column temperature: \\u0027x\\u0027 is not a number\"\n")]
    public async Task Score_AWrongRowAfterTheAnswerHasBegun_EndsItAndSaysWhy(string path, string type, string expected)
    {
        bool isCsv = type == Csv;
        string good = isCsv ? "1.5,2.25,eco\n" : "{\"temperature\":1.5,\"mode\":\"eco\"}\n", wrong = isCsv ? "x,1,eco\n" : "{\"temperature\":\"x\"}\n";
        string body = (isCsv ? "temperature,pressure,mode\n" : string.Empty) + string.Concat(Enumerable.Repeat(good, 30_000)) + wrong;
        using HttpRequestMessage request = Request(path, type, body);
        using HttpResponseMessage response = await shared.Scorer.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var received = new MemoryStream();
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.CopyToAsync(received, TestContext.Current.CancellationToken));
        Assert.EndsWith(expected, Encoding.UTF8.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    // Someone at the other end of a pipe: each row has its answer before the next one is sent.
    [Theory]
    [InlineData(Csv)]
    [InlineData(Lines)]
    public async Task Score_RowsThatComeOneByOne_AreAnsweredOneByOne(string type)
    {
        bool isCsv = type == Csv;
        using Conversation conversation = await Conversation.BeginAsync(shared.Scorer.Address, "model/score", type);
        if (isCsv) await conversation.SendAsync("temperature,pressure,mode\n");
        for (int row = 1; row <= 20; row++)
        {
            await conversation.SendAsync(isCsv ? $"{row},2,eco\n" : $"{{\"temperature\":{row},\"pressure\":2,\"mode\":\"eco\"}}\n");
            string score = Answers.Expected(shared.Pipeline, $"{row}", "2", "eco")[0];
            while (!(await conversation.ReadLineAsync()).Contains(score, StringComparison.Ordinal))
            {
            }
        }

        await conversation.EndAsync();
        while (await conversation.ReadLineAsync() != "0")
        {
        }
    }

    [Fact]
    public async Task Invocations_Csv_AnswersPredictions()
    {
        JsonElement answer = await Answers.JsonAsync(await PostAsync("invocations", Csv, "temperature,pressure,mode\n1.5,2.25,eco\n-3,,full\n"));
        JsonElement[] rows = [.. answer.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(2, rows.Length);
        Assert.Equal(["state", .. shared.Pipeline.OutputColumns], rows[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal(Answers.Expected(shared.Pipeline, "-3", null, "full"), shared.Pipeline.OutputColumns.Select(name => rows[1].GetProperty(name).GetRawText()));
    }

    private static async Task<string[][]> TableAsync(HttpResponseMessage response, string type)
    {
        string text = await Answers.TextAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal($"{type}; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => line.Split(type == Tsv ? '\t' : ','))];
    }

    private string Distance(double temperature, double pressure) =>
        shared.Pipeline.Envelope!.Joint!.RelativeDistance([temperature, pressure, 0]).ToString("R", CultureInfo.InvariantCulture);

    private Task<HttpResponseMessage> PostAsync(string path, string type, string body) =>
        shared.Scorer.Http.SendAsync(Request(path, type, body), TestContext.Current.CancellationToken);

    private static HttpRequestMessage Request(string path, string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
    }
}

using System.Net;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring;

namespace Workflow.Scorer.Tests.Rpc;

/// <summary>JSON-RPC as Driverless AI's Python scoring service speaks it, and as its specification says.</summary>
public sealed class RpcEndpointTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const string Row = """{"temperature":"1.5","pressure":2.25,"mode":"eco"}""";

    private ScoringPipeline Pipeline => shared.Pipeline;

    [Theory]
    [InlineData("""{"id":1,"method":"score","params":{"row":{"temperature":"1.5","pressure":2.25,"mode":"eco"}}}""")]
    [InlineData("""{"params":{"row":{"mode":"eco","x":[{}],"pressure":"2.25","temperature":1.5}},"id":1,"method":"score","jsonrpc":"2.0","more":{"a":[]}}""")]
    [InlineData("""{"id":1,"method":"score","params":{"pred_contribs":false,"output_margin":null,"row":{"t\u0065mperature":1.50,"mode":"\u0065co","pressure":"2.25"}}}""")]
    public async Task Score_OneRow_AnswersTheProbabilitiesInTheOrderOfTheClasses(string call)
    {
        JsonElement answer = await CallAsync(call);
        Assert.Equal(["jsonrpc", "id", "result"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2.0", answer.GetProperty("jsonrpc").GetString());
        Assert.Equal(1, answer.GetProperty("id").GetInt32());
        Assert.Equal(Outputs(), answer.GetProperty("result").Deserialize<double[]>()!);
    }

    [Fact]
    public async Task Score_Contributions_SumToTheMarginsOfEachClass()
    {
        double[] contributions = (await ResultAsync($$$"""{"id":1,"method":"score","params":{"row":{{{Row}}},"pred_contribs":true}}""")).Deserialize<double[]>()!;
        double[] margins = (await ResultAsync($$$"""{"id":1,"method":"score","params":{"row":{{{Row}}},"output_margin":true}}""")).Deserialize<double[]>()!;
        double[] expected = new double[Pipeline.ContributionColumns.Count];
        Pipeline.Contributions(Cells(), expected);
        Assert.Equal(expected, contributions);
        foreach ((double margin, double[] own) in margins.Zip(contributions.Chunk(4))) Assert.Equal(margin, own.Sum(), 1e-6 * own.Sum(Math.Abs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task ScoreBatch_Rows_AnswersAsRowByRow(int count)
    {
        string rows = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"temperature":{{i % 5}},"mode":"eco"}"""));
        JsonElement result = await ResultAsync($$$"""{"id":"b","method":"score_batch","params":{"rows":[{{{rows}}}]}}""");
        Assert.Equal(count, result.GetArrayLength());
        double[][] five = [.. Enumerable.Range(0, 5).Select(i => Outputs($"{i}", null, "eco"))];
        int at = 0;
        foreach (JsonElement row in result.EnumerateArray()) Assert.Equal(five[at++ % 5], row.Deserialize<double[]>()!);
    }

    [Fact]
    public async Task Get_NamesAndHash_AreThePipelines()
    {
        Assert.Equal(["temperature", "pressure", "mode"], (await ResultAsync("""{"id":1,"method":"get_column_names","params":{}}""")).Deserialize<string[]>()!);
        Assert.Equal(Pipeline.TransformedColumns, (await ResultAsync("""{"id":1,"method":"get_transformed_column_names","params":{}}""")).Deserialize<string[]>()!);
        Assert.Equal(["3", "20", "100"], (await ResultAsync("""{"id":1,"method":"get_target_labels"}""")).Deserialize<string[]>()!);
        Assert.Equal(Pipeline.ModelId.ToString(), (await ResultAsync("""{"id":1,"method":"get_hash","params":{}}""")).GetString());
    }

    // Who does not say which version it speaks is answered as by the service that it was written for.
    [Theory]
    [InlineData("""{"method":"score","params":{}}""", "0", 1, "\"id\" is missing")]
    [InlineData("""{"id":7,"params":{}}""", "7", 1, "\"method\" is missing")]
    [InlineData("""{"id":7,"method":"guess","params":{}}""", "7", 1, "unknown method \"guess\"; there are: score, score_batch, ")]
    [InlineData("""{"id":7,"method":"score"}""", "7", 1, "\"params\" is missing")]
    [InlineData("""{"id":7,"method":"score","params":{}}""", "7", 1, "\"row\" is missing")]
    [InlineData("""{"jsonrpc":"2.0","id":"x","method":"guess"}""", "\"x\"", -32601, "unknown method \"guess\"")]
    [InlineData("""{"jsonrpc":"1.0","id":7,"method":"score"}""", "7", -32600, "\"jsonrpc\" must be \"2.0\"")]
    [InlineData("""{"jsonrpc":"2.0","id":[],"method":"score"}""", "null", -32600, "\"id\" must be a text or a number")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":5}""", "7", -32600, "\"method\" must be a text")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":[1]}""", "7", -32602, "\"params\": an object with \"row\", parameters by name, is expected")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":[1]}}""", "7", -32602, "\"row\" must be an object")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{"temperature":1,"mode":"eco"},"pred_contribs":true,"output_margin":true}}""", "7", -32602, "cannot both be true")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{"temperature":1,"mode":"eco"},"pred_contrib":true}}""", "7", -32602, "unknown member \"pred_contrib\"")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{"temperature":"warm","mode":"eco"}}}""", "7", -32602, "column temperature: ")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{"mode":"eco"}}}""", "7", -32602, "column temperature: is missing")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{"temperature":1,"temperature":1,"mode":"eco"}}}""", "7", -32602, "column temperature: stands twice")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score_batch","params":{"rows":{}}}""", "7", -32602, "\"rows\" must be a list of rows")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score_batch","params":{"rows":[{"temperature":1,"mode":"eco"},[1]]}}""", "7", -32602, "row 1: a row must be an object")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score_batch","params":{"rows":[{"temperature":1e400}]}}""", "7", -32602, "row 0, column temperature: ")]
    [InlineData("{", "null", -32700, "not JSON: ")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"score","params":{"row":{}}} x""", "null", -32700, "not JSON: ")]
    [InlineData("[]", "null", -32600, "the list of calls is empty")]
    [InlineData("7", "null", -32600, "a JSON object with \"id\", \"method\" and \"params\" is expected")]
    public async Task Call_ThatCannotBeAnswered_SaysWhy(string call, string id, int code, string message)
    {
        JsonElement answer = await CallAsync(call);
        Assert.Equal(["jsonrpc", "id", "error"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(id, answer.GetProperty("id").GetRawText());
        JsonElement error = answer.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_EmptyBody_Answers400() => await Answers.ProblemAsync(await PostAsync(string.Empty), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Batch_Calls_AreAnsweredEachByItselfAndNotificationsNot()
    {
        JsonElement answer = await CallAsync(
            $$$"""[{"jsonrpc":"2.0","id":1,"method":"score","params":{"row":{{{Row}}}}},{"jsonrpc":"2.0","method":"get_hash"}, 5, {"jsonrpc":"2.0","id":"c","method":"x"},{"id":2.5,"method":"get_hash"}]""");
        JsonElement[] answers = [.. answer.EnumerateArray()];
        Assert.Equal(["1", "null", "\"c\"", "2.5"], answers.Select(one => one.GetProperty("id").GetRawText()));
        Assert.Equal(Outputs(), answers[0].GetProperty("result").Deserialize<double[]>()!);
        Assert.Equal(-32600, answers[1].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(-32601, answers[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(Pipeline.ModelId, answers[3].GetProperty("result").GetGuid());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"get_hash"}""")]
    [InlineData("""[{"jsonrpc":"2.0","method":"get_hash"},{"jsonrpc":"2.0","method":"score"}]""")]
    public async Task Call_NothingButNotifications_HasNoAnswer(string body)
    {
        HttpResponseMessage response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await Answers.TextAsync(response));
    }

    [Fact]
    public async Task Batch_MoreCallsThanAreTaken_IsRefusedAsAWhole()
    {
        JsonElement error = (await CallAsync($"[{string.Join(',', Enumerable.Repeat("1", 10_001))}]")).GetProperty("error");
        Assert.Equal(-32600, error.GetProperty("code").GetInt32());
        Assert.StartsWith("the list has 10001 calls; allowed are 10000", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_ThousandsOfCalls_AreAllAnswered()
    {
        string calls = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$$"""{"id":{{{i}}},"method":"score","params":{"row":{{{Row}}}}}"""));
        JsonElement answer = await CallAsync($"[{calls}]");
        Assert.Equal(Enumerable.Range(0, 5_000), answer.EnumerateArray().Select(one => one.GetProperty("id").GetInt32()));
    }

    private double[] Cells(params string?[] texts)
    {
        string?[] row = texts.Length == 0 ? ["1.5", "2.25", "eco"] : texts;
        var cells = new double[row.Length];
        for (int i = 0; i < cells.Length; i++) Assert.Null(Pipeline.Parser(i).Parse(row[i], out cells[i]));
        return cells;
    }

    private double[] Outputs(params string?[] row)
    {
        var outputs = new double[Pipeline.OutputColumns.Count];
        Pipeline.Score(Cells(row), outputs);
        return outputs;
    }

    private async Task<JsonElement> ResultAsync(string call) => (await CallAsync(call)).GetProperty("result");

    private async Task<JsonElement> CallAsync(string body) => await Answers.JsonAsync(await PostAsync(body));

    private Task<HttpResponseMessage> PostAsync(string body) => shared.Scorer.PostAsync("rpc", body);
}

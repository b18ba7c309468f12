using System.Text.Json;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Answers say which of their rows lie outside of where the training rows lay.</summary>
public sealed class EnvelopeTests(EnvelopedScorer shared) : IClassFixture<EnvelopedScorer>
{
    private const string Inside = """{"fields":["temperature","pressure","mode"],"rows":[[1,100,"eco"]]}""";

    [Fact]
    public async Task Score_RowsInside_SaysNone()
    {
        JsonElement envelope = await EnvelopeAsync("model/score", Inside);
        Assert.Equal("""{"rowsOutside":0,"outside":[]}""", envelope.GetRawText());
    }

    [Fact]
    public async Task Score_RowsOutside_SaysWhichByWhatAndHowFar()
    {
        JsonElement envelope = await EnvelopeAsync(
            "model/score", """{"fields":["temperature","pressure","mode"],"rows":[[1,100,"eco"],[-30,5000,"eco"],[8,-0.9,"eco"],[1,null,"never"]]}""");
        Assert.Equal(3, envelope.GetProperty("rowsOutside").GetInt32());
        JsonElement[] rows = [.. envelope.GetProperty("outside").EnumerateArray()];
        Assert.Equal([1, 2, 3], rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(["[\"temperature\",\"pressure\"]", "[]", "[\"mode\"]"], rows.Select(row => row.GetProperty("columns").GetRawText()));

        // |W (x - mean)| / 1.5 with W = (0.2, 0; -0.3, 0.004), x - mean = (7, -100.9).
        Assert.Equal(Math.Sqrt((1.4 * 1.4) + (2.5036 * 2.5036)) / 1.5, rows[1].GetProperty("distance").GetDouble(), 1e-12);
        Assert.Equal(0, rows[2].GetProperty("distance").GetDouble());
    }

    [Fact]
    public async Task Score_MoreRowsOutsideThanAreNamed_CountsThemAll()
    {
        string rows = string.Join(',', Enumerable.Repeat("[99,100,\"eco\"]", 3_000));
        JsonElement envelope = await EnvelopeAsync("model/score", $$"""{"fields":["temperature","pressure","mode"],"rows":[{{rows}}]}""");
        Assert.Equal(3_000, envelope.GetProperty("rowsOutside").GetInt32());
        Assert.Equal(Enumerable.Range(0, 100), envelope.GetProperty("outside").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
    }

    [Theory]
    [InlineData("invocations", """{"dataframe_records":[{"temperature":99,"pressure":100,"mode":"eco"}]}""")]
    [InlineData("predict", """{"temperature":99,"pressure":100,"mode":"eco"}""")]
    public async Task OtherProtocols_ARowOutside_SaySoToo(string path, string body)
    {
        JsonElement envelope = await EnvelopeAsync(path, body);
        Assert.Equal("temperature", Assert.Single(envelope.GetProperty("outside").EnumerateArray()).GetProperty("columns")[0].GetString());
    }

    [Theory]
    [InlineData("score_batch", "\"rows\":[{0}]", "")]
    [InlineData("score_batch", "\"rows\":[{0}]", ",\"output_margin\":true")]
    [InlineData("score_batch", "\"rows\":[{0}]", ",\"pred_contribs\":true")]
    [InlineData("score", "\"row\":{0}", "")]
    public async Task Rpc_EnvelopeIsAskedFor_StandsBesideTheNumbers(string method, string rows, string flags)
    {
        string parameters = rows.Replace("{0}", """{"temperature":99,"pressure":100,"mode":"eco"}""", StringComparison.Ordinal) + flags;
        JsonElement bare = await RpcAsync(method, parameters), asked = await RpcAsync(method, $"{parameters},\"envelope\":true");
        Assert.Equal(bare.GetRawText(), asked.GetProperty("scores").GetRawText());
        Assert.Equal("[\"temperature\"]", Assert.Single(asked.GetProperty("envelope").GetProperty("outside").EnumerateArray()).GetProperty("columns").GetRawText());
    }

    [Fact]
    public async Task Infer_EnvelopeOutputs_TellOfEachRow()
    {
        string[] names = ["envelope.outside", "envelope.columns", "envelope.distance"];
        string inputs = """[{"name":"temperature","datatype":"FP64","shape":[3],"data":[1,-30,8]},{"name":"pressure","datatype":"FP64","shape":[3],"data":[100,5000,-0.9]},{"name":"mode","datatype":"BYTES","shape":[3],"data":["eco","eco","eco"]}]""";
        string path = $"v2/models/{shared.Pipeline.Manifest.Name}";
        JsonElement metadata = await Answers.JsonAsync(await shared.Scorer.GetAsync(path));
        Assert.Equal(names, metadata.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()!).Skip(4));
        string asked = string.Join(',', names.Append("state").Select(name => $$"""{"name":"{{name}}"}"""));
        JsonElement[] outputs = [.. (await Answers.JsonAsync(await shared.Scorer.PostAsync($"{path}/infer", $$"""{"inputs":{{inputs}},"outputs":[{{asked}}]}"""))).GetProperty("outputs").EnumerateArray()];
        Assert.Equal(["BOOL", "BOOL", "FP64", "BYTES"], outputs.Select(output => output.GetProperty("datatype").GetString()));
        Assert.Equal(["[3]", "[3,3]", "[3]", "[3]"], outputs.Select(output => output.GetProperty("shape").GetRawText()));
        Assert.Equal([false, true, true], outputs[0].GetProperty("data").Deserialize<bool[]>()!);
        Assert.Equal([false, false, false, true, true, false, false, false, false], outputs[1].GetProperty("data").Deserialize<bool[]>()!);
        Assert.Equal([0, 19.7, 1.9], outputs[2].GetProperty("data").Deserialize<double[]>()!.Select(distance => Math.Round(distance, 1)));
    }

    private async Task<JsonElement> RpcAsync(string method, string parameters) =>
        (await Answers.JsonAsync(await shared.Scorer.PostAsync("rpc", $$$"""{"id":1,"method":"{{{method}}}","params":{{{{parameters}}}}}"""))).GetProperty("result");

    private async Task<JsonElement> EnvelopeAsync(string path, string body) =>
        (await Answers.JsonAsync(await shared.Scorer.PostAsync(path, body))).GetProperty("envelope");
}

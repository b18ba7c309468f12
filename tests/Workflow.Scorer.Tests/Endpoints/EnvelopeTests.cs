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

    private async Task<JsonElement> EnvelopeAsync(string path, string body) =>
        (await Answers.JsonAsync(await shared.Scorer.PostAsync(path, body))).GetProperty("envelope");
}

using System.Net;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Tests.Requests;

public sealed class JsonLiteralsTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private static readonly string Secret = string.Concat(Enumerable.Repeat("[\"secret\"],", 1_000));

    [Theory]
    [InlineData("")]
    [InlineData("[true,false,null,\"nul\",\"\\\"tru\",\"\\\\\",1e5]")]
    [InlineData("\"tru")]
    [InlineData("\"tru\\")]
    [InlineData("[1,2")]
    public void Cut_NoWrongWord_IsAllOfIt(string json) => Assert.Equal(json, Cut(json));

    [Theory]
    [InlineData("[nan,1,2,3,4,5,6,7,8,9]", "[nan,1,2,3,4,5,6,")]
    [InlineData("[\"t\",tru", "[\"t\",tru")]
    [InlineData("[\"\\\\\",falsE,1,2,3,4,5,6,7]", "[\"\\\\\",falsE,1,2,3,4,5,")]
    public void Cut_AWrongWord_EndsSoonBehindIt(string json, string expected) => Assert.Equal(expected, Cut(json));

    [Theory]
    [InlineData("model/score", "application/json", "{\"fields\":[\"temperature\"],\"rows\":[[nan],REST[1]]}")]
    [InlineData("predict", "application/json", "{\"temperature\":nan,\"x\":[REST1]}")]
    [InlineData("model/score", "application/x-ndjson", "{\"temperature\":nan,\"x\":[REST1]}")]
    [InlineData("v2/models/sample/infer", "application/json", "{\"inputs\":[nan,REST1]}")]
    [InlineData("rpc", "application/json", "[{\"id\":nan},REST1]")]
    public async Task Post_AWrongWord_IsToldWithoutTheRowsBehindIt(string path, string type, string body)
    {
        var content = new StringContent(body.Replace("REST", Secret, StringComparison.Ordinal), Encoding.UTF8, type);
        HttpResponseMessage response = await shared.Scorer.PostAsync(path, content);
        string answer = await Answers.TextAsync(response);
        Assert.Equal(path == "rpc" ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.InRange(answer.Length, 1, 500);
        Assert.Contains("is an invalid JSON literal", answer, StringComparison.Ordinal);
        Assert.Contains("line 1, byte ", answer, StringComparison.Ordinal);
        JsonDocument.Parse(answer).Dispose();
    }

    private static string Cut(string json) => Encoding.UTF8.GetString(JsonLiterals.Cut(Encoding.UTF8.GetBytes(json)));
}

using System.Net;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Whatever is sent to an endpoint, the answer is whole JSON of status 200 or a refusal of status 400, and the scorer goes on answering.</summary>
public sealed class EndpointFuzzTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const int Cases = 3_000;

    /// <summary>All bodies together.</summary>
    internal const int AllCases = 9 * Cases;

    [Theory]
    [InlineData(
        "model/score",
        """{"includeFieldsInOutput":["mode","extra"],"idField":"extra","noFieldNamesInOutput":false,"requestShapleyValueType":"ORIGINAL","fields":["temperature","pressure","mode","extra"],"rows":[[1.5,2.25,"eco",0],["-3","","full","x"]]}""")]
    [InlineData("model/contribution", """{"requestShapleyValueType":"TRANSFORMED","fields":["temperature","pressure","mode"],"rows":[[1.5,2.25,"eco"],["-3","","full"]]}""")]
    [InlineData(
        "rpc",
        """[{"jsonrpc":"2.0","id":1,"method":"score","params":{"row":{"temperature":"1.5","mode":"eco"},"pred_contribs":true}},{"id":"b","method":"score_batch","params":{"rows":[{"temperature":1,"mode":"eco"}],"output_margin":true}},{"jsonrpc":"2.0","method":"get_hash"}]""")]
    [InlineData("rpc", """{"jsonrpc":"2.0","id":1,"method":"score","params":{"row":{"temperature":"1.5","mode":"eco"}}}""")]
    [InlineData("invocations", """{"dataframe_split":{"columns":["temperature","pressure","mode"],"index":[0,1],"data":[[1.5,2.25,"eco"],["-3","","full"]]}}""")]
    [InlineData("invocations", """{"dataframe_records":[{"temperature":1.5,"pressure":null,"mode":"eco"},{"temperature":2,"mode":"full","x":[{}]}]}""")]
    [InlineData("invocations", """{"inputs":{"temperature":[1.5,2],"pressure":[null,"3"],"mode":["eco","full"],"x":{}}}""")]
    [InlineData("predict", """{"temperature":1.5,"pressure":null,"mode":"\u0065co","x":[{}]}""")]
    [InlineData(
        "v2/models/MODEL/infer",
        """{"id":"a","outputs":[{"name":"state"},{"name":"state.3"}],"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[1.5,2]},{"name":"mode","shape":[2,1],"datatype":"BYTES","data":[["eco"],["full"]]}]}""")]
    public async Task Endpoint_MutatedBodies_AnswersWholeJsonOrARefusal(string path, string body)
    {
        path = path.Replace("MODEL", shared.Pipeline.Manifest.Name, StringComparison.Ordinal);
        var numbers = new SeededNumbers((ulong)body.Length);
        byte[] original = Encoding.UTF8.GetBytes(body);
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] changed = BodyMutations.Mutate(numbers, original);
            HttpResponseMessage response = await shared.Scorer.PostAsync(path, new ByteArrayContent(changed));
            bool isAnswer = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent;
            Assert.True(isAnswer || response.StatusCode == HttpStatusCode.BadRequest, $"case {i}: {response.StatusCode} for {Convert.ToBase64String(changed)}");
            string text = await Answers.TextAsync(response);
            if (response.StatusCode != HttpStatusCode.NoContent) JsonDocument.Parse(text).Dispose();
            if (isAnswer) accepted++;
        }

        // Both kinds must be met, or the test tests half of what it says; a call by JSON-RPC is answered with its error.
        Assert.InRange(accepted, Cases / 100, path == "rpc" ? Cases : Cases / 2);
        Assert.Equal(HttpStatusCode.OK, (await shared.Scorer.GetAsync("health/ready")).StatusCode);
    }
}
